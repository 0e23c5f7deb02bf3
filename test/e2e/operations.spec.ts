import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../support/gateway';
import { freePort } from '../support/servers/free-port';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy';

const run = promisify(execFile);

/** Commands of a section of docs/operations.md, block by block, as they stand. */
function blocksOf(section: string): readonly string[] {
  const text = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');
  const [, body = ''] = new RegExp(`^## ${section}\\n([^]*?)(?=^## |(?![^]))`, 'm').exec(text) ?? [];
  return [...body.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
}

/** File systems that a restart takes: where the tests have no other, the checklist is right to refuse them. */
const VOLATILE = [0x01021994, 0x858458f6, 0x794c7630];

let home: string;
let clone: string;
let port: number;
let simulator: TestSimulator;
let proxy: TlsProxy;
let env: NodeJS.ProcessEnv;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-operator-'));
  clone = mkdtempSync(join(tmpdir(), 'sallyport-clone-'));
  // Stands for the clone and its `npm ci`, which a run of the tests has behind it.
  for (const part of ['package.json', '.npmrc', 'node_modules', 'scripts', 'dist', 'dashboard'])
    symlinkSync(join(PROJECT, part), join(clone, part));
  port = await freePort();
  simulator = await startTestSimulator();
  proxy = await startTlsProxy(home, () => `http://127.0.0.1:${String(port)}`);
  env = {
    PATH: process.env['PATH'],
    HOME: home,
    // Stands for the address of Claude itself, and for an authority that vouches for the certificate.
    ANTHROPIC_BASE_URL: simulator.url,
    NODE_EXTRA_CA_CERTS: proxy.certificate,
  };
});

afterAll(async () => {
  for (const child of running) await end(child);
  proxy.close();
  await simulator.close();
  rmSync(home, { recursive: true });
  rmSync(clone, { recursive: true });
});

/** A block with the one host name and port that are the operator's own. */
function mine(block: string): string {
  return block
    .replaceAll('https://claude.example.com', proxy.url)
    .replaceAll('PORT=5001', `PORT=${String(port)}`);
}

async function sh(block: string, typed = ''): Promise<string> {
  const shell = run('bash', ['-euc', mine(block)], { cwd: clone, env });
  // Who needs nothing typed may be gone before it is.
  shell.child.stdin?.on('error', () => undefined).end(typed);
  return (await shell).stdout;
}

async function start(block: string): Promise<ChildProcess> {
  // In a group of its own, so that `npm` and the gateway end together.
  const child = spawn('bash', ['-euc', block], { cwd: clone, env, detached: true });
  running.add(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('listens on')) break;
  }
  child.stdout.resume();
  if (!said.includes('listens on')) throw new Error(said);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'close');
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

it('an operator who follows docs/operations.md comes to a checklist without failures, and back from a backup', async () => {
  const [
    cloning = '',
    secrets = '',
    settings = '',
    starting = '',
    key = '',
    login = '',
    doctor = '',
    ...more
  ] = blocksOf('Going live');
  expect(cloning.split('\n')).toEqual(['git clone "$REPOSITORY" sallyport', 'cd sallyport', 'npm ci', '']);
  expect(more).toEqual([]);
  await sh(secrets, 'a-fixture-of-a-provider-key\n');
  await sh(settings);
  const gateway = await start(starting);
  const [made] = /sp_[0-9A-Za-z_]{62}/.exec(await sh(key)) ?? [];
  const [, password = ''] = /^([0-9A-Za-z]{20,})$/m.exec(await sh(login)) ?? [];
  const url = `http://127.0.0.1:${String(port)}`;
  const loggedIn = await fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'me', password }),
  });
  expect(loggedIn.status).toBe(200);
  expect((await fetch(`${url}/dashboard`)).headers.get('content-type')).toContain('text/html');

  const { stdout: told, code } = await sh(doctor).then(
    (stdout) => ({ stdout, code: 0 }),
    (error: unknown) => error as { stdout: string; code: number },
  );
  const isVolatile = VOLATILE.includes(statfsSync(home).type);
  const failed = [...told.matchAll(/^FAILURE {2}(.*)$/gm)].map(([, title]) => title);
  expect(failed).toEqual(isVolatile ? ['DATA_DIR is a disk with room'] : []);
  expect(code).toBe(isVolatile ? 1 : 0);

  const posture = async (): Promise<Response> =>
    fetch(`${url}/admin/posture`, { headers: { 'x-api-key': String(made) } });
  const answered = await posture();
  expect(answered.status).toBe(200);
  expect(told).toContain(((await answered.json()) as { checks: { title: string }[] }).checks.at(-1)?.title);

  const [backup = '', restore = ''] = blocksOf('Back up and restore');
  await sh(backup);
  await end(gateway);
  await sh(restore);
  const again = await start(starting);
  expect((await posture()).status).toBe(200);
  await end(again);
});
