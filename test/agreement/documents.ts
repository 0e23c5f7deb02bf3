import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withResult } from '../../bench/comparison/report';
import { newestResult } from '../../bench/comparison/results';
import { SETTINGS } from '../../src/config';
import { UNKNOWN_ROUTE } from '../../src/http';
import { CAPABILITIES, capabilitiesOf, ERRORS, ROLES } from '../../src/kernel';
import { PROJECT } from '../support/gateway';
import { declaredRoutes, type DeclaredRoute } from '../support/routes';

/** A document that is written from the code: its path in the project, and what should be in it. */
export interface GeneratedDocument {
  readonly path: string;
  readonly content: string;
}

/** Every document that has to agree with the code. */
export async function generatedDocuments(): Promise<readonly GeneratedDocument[]> {
  return [
    { path: '.env.example', content: envExample() },
    { path: 'docs/errors.md', content: errorsDocument() },
    { path: 'docs/access.md', content: accessDocument(await declaredRoutes()) },
    { path: 'docs/native-api.md', content: nativeApiDocument() },
    { path: 'docs/performance.md', content: performanceDocument() },
    { path: 'README.md', content: readme() },
  ];
}

/** A text without the padding that prettier gives to tables. */
export function unpadded(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

export function read(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

function envExample(): string {
  const head =
    '# Every setting of the gateway. Copy to .env and uncomment what you change; the environment wins over .env.\n';
  return SETTINGS.reduce(
    (text, { name, fallback, purpose }) =>
      `${text}\n# ${purpose.replaceAll('`', '')}\n# ${name}=${fallback}\n`,
    head,
  );
}

function errorsDocument(): string {
  const byStatus = Object.entries(ERRORS).sort(([, one], [, other]) => one.status - other.status);
  const rows = byStatus.map(
    ([code, { status, layer, title, remedy }]) =>
      `| ${String(status)} | \`${code}\` | ${layer} | ${title} | ${remedy} |`,
  );
  return `# Errors

Every refusal is a problem document (RFC 9457, \`application/problem+json\`):
\`{type, title, status, detail, error, message, code, layer, request_id, …}\`. \`code\` is stable; \`error\` and \`message\`
repeat \`title\` and \`detail\`; \`layer\` is the defence that refused. 401 comes with \`WWW-Authenticate\`, 405 with \`Allow\`,
429 and most 503 with \`Retry-After\` and \`retry_after\` in whole seconds. Quote \`request_id\` when you report one.

On \`/v1\` the same codes come in Claude's shape, with Claude's types
(\`{type: "error", error: {type, message, details: {error_code, layer, …}}, request_id}\`): [native-api.md](native-api.md).

A stream that has begun cannot change its status: it ends with \`event: error\` and the same
as its data.

| status | code | layer | title | when, and what to do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

This page is written from \`src/kernel/error-table.ts\` by \`npm run docs\`.
`;
}

const MARK = { in: 'x', out: '' } as const;

function accessDocument(routes: readonly DeclaredRoute[]): string {
  const rows = routes
    .filter(({ path }) => path !== UNKNOWN_ROUTE)
    .sort((one, other) => one.path.localeCompare(other.path))
    .map((route) => {
      const isPublic = route.access !== undefined && 'public' in route.access;
      const cells = [
        isPublic,
        ...ROLES.map((role) => route.admits(role, 'full')),
        route.admits('admin', 'viewer'),
      ].map((admitted) => (admitted ? MARK.in : MARK.out));
      return `| \`${route.method} ${route.path}\` | ${cells.join(' | ')} |`;
    });
  return `# Who may do what

Roles, each with the rights of those before it: ${ROLES.map((role) => `\`${role}\``).join(', ')}. The mode \`viewer\` only
reads, whatever the role: its column says which routes its role may still use. What nobody declared is open to nobody.

| route | public | ${ROLES.join(' | ')} | viewer |
| --- | --- | ${ROLES.map(() => '---').join(' | ')} | --- |
${rows.join('\n')}

Any other path is 404, and any other method on these paths 405. A credential is bound further by its networks, origins,
models and query types. This page is written from the router by \`npm run docs\`.
`;
}

function nativeApiDocument(): string {
  const preset = capabilitiesOf(['claude-code']);
  const rows = Object.entries(CAPABILITIES).map(
    ([name, opens]) =>
      `| \`${name}\` | ${opens} | ${[...preset].some((one) => one === name) ? MARK.in : MARK.out} |`,
  );
  const table = `<!-- capabilities -->\n\n| capability | what it lets through | in \`claude-code\` |\n| --- | --- | --- |\n${rows.join('\n')}\n\n<!-- /capabilities -->`;
  return read('docs/native-api.md').replace(/<!-- capabilities -->[^]*<!-- \/capabilities -->/, table);
}

function performanceDocument(): string {
  return withResult(read('docs/performance.md'), newestResult(join(PROJECT, 'bench/results')));
}

function readme(): string {
  const rows = SETTINGS.map(
    ({ name, fallback, purpose }) =>
      `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${purpose} |`,
  );
  const table = `<!-- settings -->\n\n| setting | default | what it is |\n| --- | --- | --- |\n${rows.join('\n')}\n\n<!-- /settings -->`;
  return read('README.md').replace(/<!-- settings -->[^]*<!-- \/settings -->/, table);
}
