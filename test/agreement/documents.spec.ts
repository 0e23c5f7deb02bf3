import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { PROJECT } from '../support/gateway';
import { generatedDocuments, read, unpadded } from './documents';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('documents written from the code', () => {
  const paths = [
    '.env.example',
    'README.md',
    'docs/access.md',
    'docs/errors.md',
    'docs/native-api.md',
    'docs/performance.md',
  ];
  let documents: Awaited<ReturnType<typeof generatedDocuments>>;

  beforeAll(async () => {
    documents = await generatedDocuments();
  });

  it.each(paths)('%s agrees (if not: npm run docs)', (path) => {
    const document = documents.find((one) => one.path === path);
    if (process.env['WRITE_DOCS'] !== undefined) writeFileSync(join(PROJECT, path), document?.content ?? '');
    expect(unpadded(read(path))).toBe(unpadded(document?.content ?? ''));
  });

  it('cover every document that is generated', () => {
    expect(documents.map(({ path }) => path).sort()).toEqual(paths);
  });
});

describe('the settings', () => {
  it('are each read somewhere in src/config, and no other is', () => {
    const sources = readdirSync(join(PROJECT, 'src/config'))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== 'settings.ts')
      .map((file) => read(`src/config/${file}`))
      .join('\n');
    const readNames = [...sources.matchAll(/'([A-Z][A-Z_]{2,})'/g)].map(([, name]) => name);
    const names: readonly string[] = SETTINGS.map(({ name }) => name);
    expect([...new Set(readNames)].filter((name) => name !== 'EEXIST').sort()).toEqual([...names].sort());
  });
});

describe('the README', () => {
  const readme = read('README.md');

  it('has the two commands, and CI runs the second as it stands', () => {
    expect(readme).toContain('\n    npm ci && npm start\n');
    expect(readme).toContain('\n    npm ci && npm test\n');
    expect(read('.ci/run')).toContain('npm ci && npm test');
  });

  it('names only scripts that package.json has, as CONTRIBUTING.md and docs/ do', () => {
    const pages = [
      readme,
      read('CONTRIBUTING.md'),
      ...readdirSync(join(PROJECT, 'docs'))
        .filter((file) => file.endsWith('.md'))
        .map((file) => read(`docs/${file}`)),
    ];
    const named = pages.flatMap((page) =>
      [...page.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? ''),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(5);
    for (const link of links)
      expect(() =>
        link.endsWith('adr') || link.endsWith('/')
          ? readdirSync(join(PROJECT, link))
          : readFileSync(join(PROJECT, link)),
      ).not.toThrow();
  });
});

describe.each(['package-lock.json', 'bench/peers/portkey/package-lock.json'])('%s', (file) => {
  it('names no registry host, and every package with its hash', () => {
    const { packages } = JSON.parse(read(file)) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    expect(entries.filter(([, { resolved }]) => resolved?.startsWith('http'))).toEqual([]);
    expect(
      entries
        .filter(([, { integrity, link }]) => integrity === undefined && link !== true)
        .map(([path]) => path),
    ).toEqual([]);
  });
});
