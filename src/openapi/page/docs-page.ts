import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { keptFile, versionOf, type KeptFile } from '../../http';
import { INITIALISER } from './initialiser';

/** What the page takes from Swagger UI, and what it is. Nothing else of that package is served. */
const TAKEN: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
const OWN = 'initialiser.js';

/** The page with its files, read when it is first asked for and kept in memory. */
@Injectable()
export class DocsPage {
  #files: Promise<ReadonlyMap<string, KeptFile>> | undefined;

  files(): Promise<ReadonlyMap<string, KeptFile>> {
    return (this.#files ??= read().catch((error: unknown) => {
      this.#files = undefined;
      throw error;
    }));
  }

  async html(): Promise<KeptFile> {
    const files = await this.files();
    const at = (name: string): string => {
      const file = files.get(name);
      return `docs/${name}?v=${file === undefined ? '' : versionOf(file)}`;
    };
    const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Sallyport API</title>
    <link rel="icon" href="${at('favicon-32x32.png')}" />
    <link rel="stylesheet" href="${at('swagger-ui.css')}" />
  </head>
  <body>
    <div id="swagger-ui">The page needs JavaScript; <a href="openapi.json">the document</a> does not.</div>
    <script src="${at('swagger-ui-bundle.js')}"></script>
    <script src="${at(OWN)}"></script>
  </body>
</html>
`;
    return keptFile('text/html; charset=utf-8', Buffer.from(page));
  }
}

async function read(): Promise<ReadonlyMap<string, KeptFile>> {
  // The package is @nestjs/swagger's, and stands where that finds it.
  const swagger = createRequire(require.resolve('@nestjs/swagger'));
  const folder = dirname(swagger.resolve('swagger-ui-dist/package.json'));
  const taken = await Promise.all(
    Object.entries(TAKEN).map(
      async ([name, type]) => [name, keptFile(type, await readFile(join(folder, name)))] as const,
    ),
  );
  const own = keptFile('text/javascript; charset=utf-8', Buffer.from(INITIALISER));
  return new Map([...taken, [OWN, own]]);
}
