import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';

const run = promisify(execFile);
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

let gateway: TestGateway;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  gateway = await startGateway();
  const admin = await gateway.createKey({ role: 'admin' });
  env = { PATH: process.env['PATH'], SALLYPORT_KEY: gateway.key, ADMIN_KEY: admin };
});

afterAll(async () => {
  await gateway.stop();
});

/** Examples as they stand, but for the address. */
function examples(pattern: RegExp): readonly string[] {
  return [...README.matchAll(pattern)].map(([, text = '']) =>
    text.replaceAll('http://127.0.0.1:5001', gateway.url),
  );
}

describe('the examples of the README', () => {
  it('work with curl, one after the other', async () => {
    const commands = examples(/^( {4}curl (?:.*\\\n)*.*)\n\n/gm);
    const answers: unknown[] = [];
    for (const command of commands) {
      const { stdout } = await run('sh', ['-c', command], { env });
      answers.push(JSON.parse(stdout));
    }
    expect(answers).toEqual([
      expect.objectContaining({ answer: expect.stringContaining('Which plan earns more?') }),
      expect.objectContaining({ key: expect.stringMatching(/^sp_/), max_concurrency: 4 }),
      expect.objectContaining({ name: 'team', budget: { limit_usd: 10, period: 'day' } }),
      expect.objectContaining({ username: 'alice', role: 'member' }),
      expect.objectContaining({ token_type: 'bearer', refresh_token: expect.stringMatching(/^eyJ/) }),
      expect.objectContaining({ origin: 'https://app.example.com', expires_in: 300 }),
    ]);
  });

  it('work in TypeScript', async () => {
    const [text = ''] = examples(/```ts\n([^]*?)```/g);
    const { stdout } = await run('node', ['--input-type=module', '-e', text], { env });
    expect(stdout).toContain('Which plan earns more, basic at 1200');
  });
});
