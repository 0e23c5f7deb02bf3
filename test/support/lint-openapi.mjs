import { createConfig, lintFromString } from '@redocly/openapi-core';

/*
 * Lints the OpenAPI document of standard input with all of Redocly's recommended rules, and prints what they find, errors
 * and warnings, as JSON. A process of its own: the linter is an ES module, which Jest does not load.
 */
let source = '';
for await (const piece of process.stdin) source += piece;

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
const told = problems.map(({ ruleId, message, location }) => ({
  rule: ruleId,
  message,
  at: location.map(({ pointer }) => pointer),
}));
process.stdout.write(JSON.stringify(told));
