import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';

const run = promisify(execFile);
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.stop();
});

/** An example as it stands, but for the address. */
function example(start: RegExp): string {
  const text = start.exec(README)?.[1];
  if (text === undefined) throw new Error('The README has lost that example');
  return text.replaceAll('http://127.0.0.1:5001', gateway.url);
}

describe('the first question of the README', () => {
  const env = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], SALLYPORT_KEY: gateway.key });

  it('works with curl', async () => {
    const { stdout } = await run('sh', ['-c', example(/^( {4}curl (?:.|\\\n)*?)\n\n/m)], { env: env() });
    expect(JSON.parse(stdout)).toMatchObject({ answer: expect.stringContaining('Which plan earns more?') });
  });

  it('works in TypeScript', async () => {
    const { stdout } = await run('node', ['--input-type=module', '-e', example(/```ts\n([^]*?)```/)], {
      env: env(),
    });
    expect(stdout).toContain('Which plan earns more?');
  });
});
