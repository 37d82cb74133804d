import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import RunnableSnippet from '../snippets/RunnableSnippet.vue';
import 'katex/dist/katex.css';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('RunnableSnippet', RunnableSnippet);
    app.component(
      'PlayGround',
      defineAsyncComponent(() => import('../playground/PlayGround.vue')),
    );
    app.component(
      'HomeTraining',
      defineAsyncComponent(() => import('../home/HomeTraining.vue')),
    );
  },
} satisfies Theme;
