import { text } from '../schema';
import type { Topic } from '../topic';

const CACHED = ['ETag', 'Cache-Control', 'Vary'];
const SENT = [...CACHED, 'Content-Encoding'];

const NOT_MODIFIED = { description: 'What the caller has is still good (`If-None-Match`).', headers: CACHED };

/** The page for people: `src/dashboard`. */
export const dashboard: Topic = {
  tag: 'Dashboard',
  about: 'The page for people. It asks the routes of this document, and needs a login of its own.',
  schemas: {},
  fields: {},
  routes: {
    'GET /dashboard': {
      id: 'getDashboard',
      summary: 'The dashboard',
      description: 'The page, served by the gateway itself: it loads nothing from anywhere else.',
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'The page.',
          headers: SENT,
          content: { 'text/html': { schema: text('HTML.'), example: '<!doctype html>' } },
        },
        304: NOT_MODIFIED,
      },
      refusals: ['not_found'],
    },
    'GET /dashboard/assets/:file': {
      id: 'getDashboardAsset',
      summary: 'What the dashboard needs',
      description: 'Its scripts, styles and pictures. What is behind such an address never changes.',
      path: { file: text('The name of the file, as the page has it.', { examples: ['index-B1cD2e3F.js'] }) },
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'The file.',
          headers: SENT,
          content: {
            'text/javascript': { schema: text('A script.') },
            'text/css': { schema: text('Styles.') },
            'image/svg+xml': { schema: text('A picture.') },
            'font/woff2': { schema: { description: 'A font.' } },
          },
        },
        304: NOT_MODIFIED,
      },
    },
  },
};
