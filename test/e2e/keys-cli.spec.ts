import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../support/ask';
import { PROJECT, startGateway, TEST_SECRET, type TestGateway } from '../support/gateway';

const run = promisify(execFile);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.stop();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run keys -- …` without npm, on the stores of the gateway. */
async function keys(...args: string[]): Promise<Outcome> {
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    SECRET_KEY: TEST_SECRET,
    ...gateway.stores.settings,
  };
  const options = { env, cwd: gateway.stores.settings.DATA_DIR, timeout: 30_000 };
  try {
    return {
      code: 0,
      ...(await run(process.execPath, [join(PROJECT, 'dist/src/cli/keys.js'), ...args], options)),
    };
  } catch (error) {
    return error as Outcome;
  }
}

describe('npm run keys', () => {
  it('makes a key that works in a running gateway, lists it without showing it, and ends it', async () => {
    const { stdout: created } = await keys('create', '--name', 'from the shell', '--role', 'member');
    const key = created.trim();
    expect((await ask({ url: gateway.url, key })).status).toBe(200);
    const { stdout: listed } = await keys('list');
    expect(listed).toContain(key.slice(3, 15));
    expect(listed).toContain('from the shell');
    expect(listed).not.toContain(key.slice(16));
    expect(await keys('revoke', key.slice(3, 15))).toMatchObject({ code: 0 });
    while ((await ask({ url: gateway.url, key })).status === 200);
    expect((await ask({ url: gateway.url, key })).body).toMatchObject({ code: 'credential_invalid' });
  });

  it('gives a key its networks and its limit', async () => {
    const options = [
      '--allowed-ips',
      '127.0.0.0/8, ::1',
      '--rate-limit',
      '1/60',
      '--expires-at',
      '2099-01-31',
    ];
    const key = (await keys('create', '--name', 'narrow', '--role', 'member', ...options)).stdout.trim();
    expect((await ask({ url: gateway.url, key })).status).toBe(200);
    expect((await ask({ url: gateway.url, key })).status).toBe(429);
  });

  it('takes the key itself for its id', async () => {
    const key = await gateway.createKey();
    expect(await keys('revoke', key)).toMatchObject({
      code: 0,
      stdout: `Key ${key.slice(3, 15)} is revoked.\n`,
    });
  });

  it.each([
    [['create'], /create needs --name and --role[^]*Usage/],
    [
      ['create', '--name', 'x', '--role', 'boss'],
      /The role should be one of readonly, analyst, member, admin/,
    ],
    [['create', '--name', 'x', '--role', 'member', '--allowed-ips', '10.0.0.0/33'], /allowed IP should be/],
    [['create', '--name', 'x', '--role', 'member', '--rate-limit', 'many'], /rate limit should be/],
    [['create', '--name', 'x', '--role', 'member', '--expires-at', 'soon'], /--expires-at should be/],
    [['create', '--name', 'x', '--role', 'member', '--colour', 'red'], /--colour[^]*Usage/],
    [['revoke'], /revoke needs the id/],
    [['revoke', 'nobody'], /no active key/],
    [['creat'], /no command "creat"[^]*Usage/],
  ])('explains what is wrong with %j, and ends with 1', async (args, explanation) => {
    const { code, stderr } = await keys(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(explanation);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
