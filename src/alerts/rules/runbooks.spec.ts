import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../../docs');

/** Headings of a page, as links name them. */
function headingsOf(page: string): readonly string[] {
  const text = readFileSync(join(DOCS, page), 'utf8');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

const sources = readdirSync(__dirname)
  .filter((file) => file.endsWith('.rule.ts'))
  .map((file) => [file, readFileSync(join(__dirname, file), 'utf8')] as const);

it.each(sources)('%s sends operators to a page that there is', (_, source) => {
  const runbooks = [...source.matchAll(/runbook(?: =|:) '(.*?)'/g)].map(([, runbook]) => runbook);
  expect(runbooks.length).toBeGreaterThan(0);
  expect(headingsOf('incident-response.md')).toEqual(expect.arrayContaining(runbooks));
});

it.each(sources)('%s is told of in docs/alerts.md', (_, source) => {
  const id = / id = '(.*?)'/.exec(source)?.[1] ?? '';
  expect(readFileSync(join(DOCS, 'alerts.md'), 'utf8')).toContain(`| \`${id}\``);
});
