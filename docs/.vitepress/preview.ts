import { defineConfig } from 'vite';
import { isolation } from './isolation.ts';

/** Serves what was built, as a host would that gives the headers of `public/_headers`. */
export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: 'dist' },
  appType: 'mpa',
  preview: { headers: isolation, port: 4173 },
});
