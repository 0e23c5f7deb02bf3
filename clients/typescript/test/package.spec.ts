import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLIENT = join(__dirname, '..');
const TYPES = join(CLIENT, '../../node_modules/@types');
const MOST_BYTES = 8 * 1024;

/** What people get: the tarball, and a project that has it installed. */
let project: string;
let installed: string;
let tarball: string;

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-client-')));
  const npm = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', project];
  const packed = execFileSync('npm', npm, {
    cwd: CLIENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename }] = JSON.parse(packed) as [{ readonly filename: string }];
  tarball = join(project, filename);
  execFileSync('tar', ['xzf', tarball], { cwd: project });
  mkdirSync(join(project, 'node_modules/@sallyport'), { recursive: true });
  installed = join(project, 'node_modules/@sallyport/client');
  renameSync(join(project, 'package'), installed);
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(project, name);
  writeFileSync(path, text);
  return path;
}

describe('the package', () => {
  it('is clean by publint and by attw, alone, and small', () => {
    const script = join(__dirname, 'support/check-package.mjs');
    const printed = execFileSync(process.execPath, [script, tarball, installed], { encoding: 'utf8' });
    const { gzipped, ...rest } = JSON.parse(printed) as { readonly gzipped: number };
    expect(rest).toEqual({ lint: [], types: [], files: 1, imports: [] });
    expect(gzipped).toBeLessThan(MOST_BYTES);
  });

  it('has what it needs and nothing else', () => {
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(readdirSync(join(installed, 'dist')).sort()).toEqual(['cjs', 'esm']);
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    const odd = files.filter(
      (name) => !/^(?:esm|cjs)(?:\/(?:[\w-]+(?:\.d\.ts|\.js)|package\.json))?$/.test(name),
    );
    expect(odd).toEqual([]);
  });

  it.each([
    ['import', 'used.mjs', `import * as client from '@sallyport/client';`],
    ['require', 'used.cjs', `const client = require('@sallyport/client');`],
  ])('is there by %s', (_, name, line) => {
    const path = write(
      name,
      `${line}
       const { Sallyport, SallyportError, RateLimitedError } = client;
       const one = new Sallyport({ baseURL: 'http://127.0.0.1:5001' });
       console.log(typeof one.query.stream, new RateLimitedError('', 'rate_limited') instanceof SallyportError);`,
    );
    expect(execFileSync(process.execPath, [path], { encoding: 'utf8' })).toBe('function true\n');
  });
});

const USE = `
  const client = new Sallyport({ baseURL: 'http://127.0.0.1:5001', getToken: async () => 'token' });
  export const answer: Promise<QueryAnswer> = client.query({ question: 'What?', context: {} });
  export const growth = client
    .analyticsQuery('mrr_analysis', { data: { months: [] } })
    .then(({ metrics }): number | null => metrics.overall.growth_rate);
  // @ts-expect-error -- the types are there
  client.query({});
`;
const IMPORT = `import { Sallyport, type QueryAnswer } from '@sallyport/client';${USE}`;
const REQUIRE = `import client_ = require('@sallyport/client');
  import Sallyport = client_.Sallyport;
  type QueryAnswer = client_.QueryAnswer;${USE}`;

describe('the types', () => {
  const tsc = require.resolve('typescript/bin/tsc');
  const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck'];

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'Node, by import and by require',
      { 'use.mts': IMPORT, 'use.cts': REQUIRE },
      // Without the types of browsers.
      ['--module', 'nodenext', '--lib', 'es2022', '--types', 'node', '--typeRoots', TYPES],
    ],
    [
      'a page that is bundled',
      { 'use.ts': IMPORT },
      ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom'],
    ],
  ])('are there for %s', (_, files, options) => {
    const paths = Object.entries(files).map(([name, text]) => write(name, text));
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, ...strict, '--target', 'es2022', ...options, ...paths],
      { cwd: project, encoding: 'utf8' },
    );
    expect([stdout, status]).toEqual(['', 0]);
  });
});
