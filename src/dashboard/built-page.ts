import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { alsoGzipped, keptFile, type KeptFile } from '../http';
import { GatewayError } from '../kernel';

/** The folder above `src`: the project, or its `dist` when this runs compiled. */
const ABOVE = join(__dirname, '../..');

/** Where `npm run build:dashboard` puts the page. */
export const BUILT_FOLDER = join(basename(ABOVE) === 'dist' ? dirname(ABOVE) : ABOVE, 'dashboard/dist');

interface PageFiles {
  readonly html: KeptFile;
  /** By name, without the folder. */
  readonly assets: ReadonlyMap<string, KeptFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const UNKNOWN_TYPE = 'application/octet-stream';

/** The page as Vite built it, read when it is first asked for and kept in memory. Nothing is served but what stood there then. */
export class BuiltPage {
  #files: Promise<PageFiles> | undefined;

  constructor(private readonly folder: string) {}

  /** @throws GatewayError `not_found` where nothing was built */
  files(): Promise<PageFiles> {
    return (this.#files ??= read(this.folder).catch((error: unknown) => {
      this.#files = undefined;
      throw error;
    }));
  }
}

async function read(folder: string): Promise<PageFiles> {
  const html = await readKept(join(folder, 'index.html')).catch((cause: unknown) => {
    throw new GatewayError(
      'not_found',
      'The dashboard is not built into this gateway: run `npm run build:dashboard`',
      { cause },
    );
  });
  const assets = join(folder, 'assets');
  const entries = await readdir(assets, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = await Promise.all(
    names.map(async (name) => [name, await readKept(join(assets, name))] as const),
  );
  return { html, assets: new Map(files) };
}

async function readKept(path: string): Promise<KeptFile> {
  return alsoGzipped(keptFile(TYPES[extname(path)] ?? UNKNOWN_TYPE, await readFile(path)));
}
