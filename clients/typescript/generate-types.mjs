// Writes src/schema.ts from the gateway's OpenAPI document; with --print it writes nothing and prints it instead.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';

const TARGET = `${import.meta.dirname}/src/schema.ts`;
const whole = JSON.parse(readFileSync(`${import.meta.dirname}/../../openapi.json`, 'utf8'));

/** What a client needs of an operation: what it may be asked with. Refusals are all of one shape, `Problem`. */
const asked = ({ operationId, parameters = [] }) => ({
  operationId,
  parameters: parameters.filter(({ in: place }) => place === 'query'),
  responses: {},
});

const paths = Object.fromEntries(
  Object.entries(whole.paths)
    .filter(([path]) => /^\/(api|admin)\//.test(path))
    .map(([path, { get }]) => [path, get === undefined ? {} : { get: asked(get) }])
    .filter(([, { get }]) => get !== undefined && get.parameters.length > 0),
);
const schemas = Object.fromEntries(
  Object.entries(whole.components.schemas).filter(([name]) => !name.startsWith('Claude')),
);

const types = await openapiTypes(
  { ...whole, paths, components: { schemas } },
  { immutable: true, emptyObjectsUnknown: true, defaultNonNullable: false },
);
const text = `// Written from openapi.json by \`npm run docs:client\`.\n\n${astToString(types)}`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(TARGET, text);
