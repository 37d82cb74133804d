import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig, type UserConfig } from 'vitepress';
import { isolation } from './isolation.ts';
import { unlinkOutside } from './links.ts';
import { onlyWoff2, renderForSearch, renderMathematics } from './mathematics.ts';
import { PLACEHOLDER, relocate } from './relocate.ts';
import { markSnippets } from './snippets/mark.ts';

type Plugin = Exclude<
  NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number],
  Promise<unknown> | readonly unknown[] | null | false | undefined
>;

const docs = fileURLToPath(new URL('..', import.meta.url));

/** The development server sends the headers with every response. */
const isolated: Plugin = {
  name: 'cross-origin-isolation',
  configureServer: ({ middlewares }) => {
    middlewares.use((_, response, next) => {
      for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
      next();
    });
  },
};

type Item = DefaultTheme.SidebarItem;

/** The first heading of a page. */
const titleOf = (path: string): string =>
  /^# (.+)$/m.exec(readFileSync(docs + path, 'utf8'))?.[1] ?? path;

const page = (path: string): Item => ({
  text: titleOf(`${path}.md`).replace(/`/g, ''),
  link: `/${path}`,
});

/** Pages of a folder in the given order, without those that do not exist. */
const pages = (folder: string, names: readonly string[]): Item[] =>
  names
    .map((name) => folder + name)
    .filter((path) => existsSync(`${docs}${path}.md`))
    .map(page);

const allOf = (folder: string): readonly string[] =>
  existsSync(docs + folder)
    ? readdirSync(docs + folder)
        .filter((file) => file.endsWith('.md') && file !== 'README.md')
        .map((file) => file.slice(0, -3))
    : [];

const tutorial: Item[] = [
  {
    text: 'The lecture',
    items: pages('tutorial/', ['index', 'network']),
  },
  {
    text: 'Overfitting',
    items: pages('tutorial/', [
      ...['early-stopping', 'l1-l2', 'max-norm', 'dropout', 'augmentation', 'hyperparameters'],
    ]),
  },
  {
    text: 'Vanishing gradients',
    items: pages('tutorial/', [
      ...['vanishing-gradients', 'initialization', 'activations', 'batch-normalization'],
      'gradient-clipping',
    ]),
  },
  { text: 'Speed', items: pages('tutorial/', ['optimizers']) },
];

const guide: Item[] = [
  { text: 'Start', items: pages('guide/', ['why', 'quick-start', 'cli', 'options']) },
  {
    text: 'Parts',
    items: pages('guide/', [
      ...['tensors', 'autodiff', 'compile', 'layers', 'networks', 'images', 'optimizers'],
      ...['primitives', 'trainer', 'data', 'checkpoints', 'gpu', 'browser'],
    ]),
  },
  {
    text: 'Coming from',
    items: pages('guide/', ['from-pytorch', 'from-keras', 'from-tensorflow-js']),
  },
];

const about: Item[] = [
  {
    text: 'Performance',
    items: pages('', ['performance']).concat({ text: 'On the GPU', link: '/performance-gpu' }),
  },
  { text: 'Architecture', items: pages('', ['architecture']) },
  { text: 'Decisions', items: pages('decisions/', allOf('decisions')) },
];

/** Only a built site is moved afterwards. */
const base = process.argv.includes('build') ? PLACEHOLDER : '/';

export default defineConfig({
  base,
  title: 'Puregrad',
  description: 'Train deep feedforward networks with pure functions and plain values.',
  cleanUrls: false,
  lastUpdated: false,
  srcExclude: ['**/node_modules/**'],
  rewrites: { 'experiments/README.md': 'experiments/index.md' },
  markdown: {
    config: (md) => {
      markSnippets(md);
      renderMathematics(md);
      unlinkOutside(md);
    },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  head: [['link', { rel: 'icon', href: `${base}logo.svg`, type: 'image/svg+xml' }]],
  themeConfig: {
    logo: '/logo.svg',
    search: { provider: 'local', options: { _render: renderForSearch } },
    nav: [
      { text: 'Guide', link: '/guide/why', activeMatch: '/guide/' },
      { text: 'Tutorial', link: '/tutorial/', activeMatch: '/tutorial/' },
      { text: 'Playground', link: '/playground' },
      { text: 'Experiments', link: '/experiments/', activeMatch: '/experiments/' },
      { text: 'API', link: '/api/', activeMatch: '/api/' },
      { text: 'About', link: '/performance', activeMatch: '/(performance|architecture|decisions)' },
    ],
    sidebar: {
      '/guide/': guide,
      '/tutorial/': tutorial,
      '/experiments/': [
        {
          text: 'Experiments',
          link: '/experiments/',
          items: pages('experiments/', allOf('experiments')),
        },
      ],
      '/api/': apiSidebar(),
      '/': about,
    },
    outline: { level: [2, 3] },
  },
  buildEnd: ({ outDir }) => {
    relocate(outDir);
    // The numbers of experiments, which pages link to.
    for (const file of readdirSync(`${docs}experiments`).filter((name) => name.endsWith('.json')))
      copyFileSync(`${docs}experiments/${file}`, `${outDir}/experiments/${file}`);
  },
  vite: {
    plugins: [isolated, onlyWoff2],
    // Vite would discover these only when a snippet runs, and reload the page during the run.
    optimizeDeps: {
      include: [
        ...['sucrase', 'uplot', 'codemirror', '@codemirror/lang-javascript', 'gpu.js'],
        ...['@puregrad/data > fflate', '@puregrad/data > papaparse'],
        ...['Either', 'function', 'Monoid', 'TaskEither'].map((name) => `fp-ts/lib/${name}.js`),
      ],
    },
    worker: { format: 'es' },
    build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
  },
});

/** The sidebar of the API reference, which `api.mjs` writes. */
function apiSidebar(): Item[] {
  const file = `${docs}api/sidebar.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Item[]) : [];
}
