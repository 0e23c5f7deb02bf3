import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CLIENT = join(__dirname, '..');

it('the types are those of openapi.json (if not: npm run docs:client)', () => {
  const written = execFileSync(process.execPath, [join(CLIENT, 'generate-types.mjs'), '--print'], {
    encoding: 'utf8',
  });
  expect(readFileSync(join(CLIENT, 'src/schema.ts'), 'utf8')).toBe(written);
});
