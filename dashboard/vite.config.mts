import { fileURLToPath } from 'node:url';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page, as files for `GET /dashboard`: nothing of it stands in the HTML, nothing is asked of anybody else. */
export default defineConfig({
  root: here('.'),
  base: '/dashboard/',
  resolve: { alias: { '@sallyport/client': here('../clients/typescript/src/index.ts') } },
  plugins: [{ ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // A policy without `data:` for scripts and styles; small files are files too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // `"use client"` is for servers that render pages.
      checks: { moduleLevelDirective: false },
    },
    license: { fileName: 'assets/licenses.md' },
  },
  // `npm run dashboard:dev` works on the page over a gateway that runs here.
  server: { proxy: { '^/(?!dashboard)': 'http://127.0.0.1:5001' } },
});
