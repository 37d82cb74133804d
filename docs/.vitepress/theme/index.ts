import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent, h } from 'vue';
import RunnableSnippet from '../snippets/RunnableSnippet.vue';
import 'katex/dist/katex.css';
import './style.css';

const HomeTraining = defineAsyncComponent(() => import('../home/HomeTraining.vue'));

export default {
  extends: DefaultTheme,
  // The home page shows a training beside its title.
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(HomeTraining) }),
  enhanceApp: ({ app }) => {
    app.component('RunnableSnippet', RunnableSnippet);
    app.component(
      'PlayGround',
      defineAsyncComponent(() => import('../playground/PlayGround.vue')),
    );
  },
} satisfies Theme;
