import { anyObject, text } from '../schema';
import type { Topic } from '../topic';

const CACHED = ['ETag', 'Cache-Control'];

const NOT_MODIFIED = { description: 'What the caller has is still good (`If-None-Match`).', headers: CACHED };

/** What tells of the API: this room. */
export const documents: Topic = {
  tag: 'Documents',
  about: 'This document, and the page that shows it.',
  schemas: {},
  fields: {},
  routes: {
    'GET /openapi.json': {
      id: 'getOpenApi',
      summary: 'This document',
      description: 'The OpenAPI 3.1 document of this gateway.',
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'The document.',
          headers: CACHED,
          content: {
            'application/json': { schema: anyObject('OpenAPI 3.1.'), example: { openapi: '3.1.0' } },
          },
        },
        304: NOT_MODIFIED,
      },
    },
    'GET /docs': {
      id: 'getDocs',
      summary: 'The page that shows this document',
      description: 'Swagger UI, served by the gateway itself: it loads nothing from anywhere else.',
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'The page.',
          headers: CACHED,
          content: { 'text/html': { schema: text('HTML.'), example: '<!doctype html>' } },
        },
        304: NOT_MODIFIED,
      },
    },
    'GET /docs/:file': {
      id: 'getDocsFile',
      summary: 'What the page needs',
      description:
        'Its scripts, styles and icon. Addresses with the `v` that the page gives them never change.',
      path: { file: text('The name of the file.', { examples: ['swagger-ui.css'] }) },
      headers: ['If-None-Match'],
      answers: {
        200: {
          description: 'The file.',
          headers: CACHED,
          content: {
            'text/javascript': { schema: text('A script.') },
            'text/css': { schema: text('Styles.') },
            'image/png': { schema: { description: 'The icon.' } },
          },
        },
        304: NOT_MODIFIED,
      },
    },
  },
};
