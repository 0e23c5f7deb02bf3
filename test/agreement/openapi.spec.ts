import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module';
import { UNKNOWN_ROUTE } from '../../src/http';
import { COUNT, MESSAGE } from '../../src/llm/firewall/request-fields';
import { GatewayDocument } from '../../src/openapi/gateway-document';
import { topics } from '../../src/openapi/topics';
import { COUNT_BODY, MESSAGE_BODY } from '../../src/openapi/topics/native-bodies';
import { ApiDocument, type OpenApi } from '../support/api-document';
import { PROJECT } from '../support/gateway';
import { declaredRoutes } from '../support/routes';
import { read } from './documents';

let text: string;
let api: ApiDocument;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-openapi-'));
  Object.assign(process.env, { NODE_ENV: 'test', DATA_DIR: dataDir, UPSTREAM: 'simulator' });
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  try {
    text = await app.get(GatewayDocument).text();
    api = new ApiDocument(JSON.parse(text) as OpenApi);
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

describe('the OpenAPI document', () => {
  it('agrees with openapi.json (if not: npm run docs)', () => {
    if (process.env['WRITE_DOCS'] !== undefined) {
      writeFileSync(join(PROJECT, 'openapi.json'), text);
      const prettier = require.resolve('prettier/bin/prettier.cjs');
      execFileSync(process.execPath, [prettier, '--write', join(PROJECT, 'openapi.json')]);
    }
    expect(JSON.parse(read('openapi.json'))).toEqual(JSON.parse(text));
  });

  it('passes the linter, with all of its recommended rules', () => {
    const linter = spawnSync(process.execPath, [join(PROJECT, 'test/support/lint-openapi.mjs')], {
      input: text,
      cwd: PROJECT,
      encoding: 'utf8',
    });
    expect([linter.stderr, JSON.parse(linter.stdout)]).toEqual(['', []]);
  });

  it('describes every route, and no other', async () => {
    const declared = (await declaredRoutes())
      .filter(({ path }) => path !== UNKNOWN_ROUTE)
      .map(({ method, path }) => `${method} ${path}`);
    const described = topics.flatMap(({ routes }) => Object.keys(routes));
    expect([...described].sort()).toEqual([...declared].sort());
    expect(api.names.map(asDeclared).sort()).toEqual([...declared].sort());
  });

  it('says what every parameter and every field is', () => {
    const { components, paths } = api.document;
    const parameters = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ parameters: all }) => all.filter(({ $ref }) => $ref === undefined));
    expect(parameters.filter((one) => !('description' in one))).toEqual([]);
    expect(Object.entries(components['schemas'] ?? {}).flatMap(([name, one]) => wordless(one, name))).toEqual(
      [],
    );
  });

  it('has words for no field that is not there', () => {
    const nowhere = topics.flatMap(({ fields, routes }) =>
      Object.entries(fields).flatMap(([dto, words]) => {
        const body = api.document.components['schemas']?.[dto.replace(/Dto$/, '')];
        const inQueries = Object.keys(routes).flatMap((name) =>
          api.operation(name.replaceAll(/:(\w+)/g, '{$1}')).parameters.map((one) => one.name),
        );
        return Object.keys(words)
          .filter((path) => (body === undefined ? !inQueries.includes(path) : !has(body, path.split('.'))))
          .map((path) => `${dto}.${path}`);
      }),
    );
    expect(nowhere).toEqual([]);
  });

  it.each([
    ['messages', MESSAGE_BODY, MESSAGE],
    ['token counts', COUNT_BODY, COUNT],
  ])("lists the fields of %s that the capability firewall lets into Claude's API", (_, body, firewall) => {
    const known = [...firewall.fields].filter(([, { is }]) => is !== 'unknown').map(([name]) => name);
    expect(Object.keys(body['properties'] as object).sort()).toEqual(known.sort());
    expect(body['required']).toEqual(firewall.required);
  });
});

function asDeclared(name: string): string {
  return name.replaceAll(/\{(\w+)\}/g, ':$1');
}

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

function wordless({ properties = {}, anyOf = [] }: Schema, at: string): readonly string[] {
  const inner = Object.entries(properties).flatMap(([name, one]) => [
    ...(one.description === undefined && one.$ref === undefined ? [`${at}.${name}`] : []),
    ...wordless(one, `${at}.${name}`),
  ]);
  return [...inner, ...anyOf.flatMap((one) => wordless(one, at))];
}

function has({ properties, anyOf = [] }: Schema, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const inner = properties?.[name];
  return inner === undefined ? anyOf.some((one) => has(one, [name, ...rest])) : has(inner, rest);
}
