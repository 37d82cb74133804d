import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import RunnableSnippet from '../snippets/RunnableSnippet.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('RunnableSnippet', RunnableSnippet);
  },
} satisfies Theme;
