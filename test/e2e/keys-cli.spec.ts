import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask, QUESTION } from '../support/ask';
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

  it('gives a key its origins', async () => {
    const origins = 'https://app.example.com, https://*.example.org';
    const options = ['create', '--name', 'page', '--role', 'member', '--allowed-origins', origins];
    const key = (await keys(...options)).stdout.trim();
    const from = async (origin?: string): Promise<number> =>
      (await ask({ url: gateway.url, key }, QUESTION, origin === undefined ? {} : { origin })).status;
    expect(await from('https://app.example.com')).toBe(200);
    expect(await from('https://a.b.example.org')).toBe(200);
    expect(await from('https://example.org')).toBe(403);
    expect(await from()).toBe(403);
  });

  it('prints a new key alone, so that a script can take it, and says the rest beside it', async () => {
    const { stdout, stderr } = await keys('create', '--name', 'for a script', '--role', 'readonly');
    expect(stdout).toMatch(/^sp_\w{62}\n$/);
    expect(stderr).toContain(`Key ${stdout.slice(3, 15)} (for a script, readonly)`);
    expect(stderr).not.toContain(stdout.slice(16, -1));
  });

  it('takes the key itself for its id', async () => {
    const key = await gateway.createKey();
    expect(await keys('revoke', key)).toMatchObject({
      code: 0,
      stdout: `Key ${key.slice(3, 15)} is revoked.\n`,
    });
  });

  const create = (...options: string[]): string[] => [
    'create',
    '--name',
    'x',
    '--role',
    'member',
    ...options,
  ];
  const allWrong = [
    '--allowed-ips',
    '10.0.0.1,',
    '--allowed-origins',
    'https://*.com',
    '--rate-limit',
    '0/90000',
  ];

  it.each<[string[], RegExp]>([
    [['create'], /^create needs --name and --role\n[^]*Usage/],
    [
      ['create', '--name', '<x>', '--role', 'boss'],
      /name.*1 to 80 letters.*role.*readonly, analyst, member, admin\n$/,
    ],
    [
      create(...allWrong),
      /allowed.ips.*such as 10\..*allowed.origins.*such as https:.*rate.limit.* 1;.*rate.limit.* 86400\n$/,
    ],
    [create('--rate-limit', 'many'), /--rate-limit should be two whole numbers, such as 100\/60\n/],
    [create('--expires-at', '2020-01-31'), /expires.at.*in the future\n/],
    [create('--colour', 'red'), /--colour[^]*Usage/],
    [['revoke', 'nobody'], /^There is no active key with the id nobody\n/],
    [['creat'], /^There is no command "creat"\n[^]*Usage/],
  ])('explains what is wrong with %j, and ends with 1', async (args, explanation) => {
    const { code, stderr } = await keys(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(explanation);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
