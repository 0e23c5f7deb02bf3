import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../support/gateway';

interface ApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly parameters?: readonly { readonly name: string; readonly in: string }[] }>
      >
    >
  >;
}

const API = JSON.parse(readFileSync(join(PROJECT, 'openapi.json'), 'utf8')) as ApiDocument;
const PAGES = ['README.md', ...readdirSync(join(PROJECT, 'docs')).filter((name) => name.endsWith('.md'))];

/** Requests as pages write them: the method, where one is said, and the target. */
function requestsOf(page: string): readonly (readonly [page: string, method: string, target: string])[] {
  const text = readFileSync(join(PROJECT, page === 'README.md' ? page : join('docs', page)), 'utf8');
  const commands = text.replaceAll('\\\n', ' ').match(/curl .*/g) ?? [];
  return commands.flatMap((command) => {
    const [, target] = /(?:\$URL|http:\/\/127\.0\.0\.1:5001)(\/[^\s"']*)/.exec(command) ?? [];
    if (target === undefined) return [];
    const [, said] = /-X (\w+)/.exec(command) ?? [];
    return [[page, (said ?? (/ -d | --data/.test(command) ? 'POST' : 'GET')).toLowerCase(), target] as const];
  });
}

/** The operation that a request would reach. */
function operationFor(method: string, path: string): ApiDocument['paths'][string][string] | undefined {
  const parts = path.split('/');
  const fits = (template: string): boolean => {
    const wanted = template.split('/');
    return (
      wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at])
    );
  };
  const found = Object.keys(API.paths).find(fits);
  return found === undefined ? undefined : API.paths[found]?.[method];
}

describe('commands in the documents', () => {
  it.each(PAGES.flatMap(requestsOf))('%s: %s %s asks what there is', (_, method, target) => {
    const { pathname, searchParams } = new URL(target, 'http://gateway');
    const operation = operationFor(method, pathname);
    expect(operation).toBeDefined();
    const known = (operation?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...searchParams.keys()]));
  });
});
