/** The script of the page. Credentials that somebody enters stay in the memory of the tab. */
export const INITIALISER = `'use strict';

window.ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  // Asks nobody whether the document is valid.
  validatorUrl: null,
});
`;
