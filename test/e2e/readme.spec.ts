import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';

const run = promisify(execFile);
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

let gateway: TestGateway;
let env: NodeJS.ProcessEnv;
/** Where examples find what they import, as after `npm install`. */
const folder = mkdtempSync(join(tmpdir(), 'sallyport-readme-'));

beforeAll(async () => {
  gateway = await startGateway();
  const admin = await gateway.createKey({ role: 'admin' });
  env = { PATH: process.env['PATH'], SALLYPORT_KEY: gateway.key, ADMIN_KEY: admin };
});

afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
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

  it('work in TypeScript, with what they import', async () => {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@sallyport'), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules/@anthropic-ai'), join(modules, '@anthropic-ai'), 'dir');
    symlinkSync(join(PROJECT, 'clients/typescript'), join(modules, '@sallyport/client'), 'dir');
    const outputs: string[] = [];
    for (const text of examples(/```ts\n([^]*?)```/g)) {
      const { stdout } = await run('node', ['--input-type=module', '-e', text], { env, cwd: folder });
      outputs.push(stdout);
    }
    expect(outputs).toEqual([
      expect.stringContaining('Which plan earns more, basic at 1200'),
      expect.stringContaining('Which plan earns more?'),
    ]);
  });
});
