import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/admin';
import { ask, QUESTION } from '../support/ask';
import { PROGRAM_ENV } from '../support/compiled/compiled-gateway';
import { PROJECT, startGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';

const FRAME = /\n\s+at /;

let stores: TestStores;
let simulator: TestSimulator;
let child: ChildProcess | undefined;

beforeEach(async () => {
  stores = await freshStores();
});

afterEach(() => {
  // Of a test that failed; nobody else ends it.
  child?.kill('SIGKILL');
  stores.remove();
});

beforeAll(async () => {
  simulator = await startTestSimulator();
});

afterAll(async () => {
  await simulator.close();
});

/** Starts a gateway as somebody at a terminal does. */
function start(settings: Readonly<Record<string, string>>) {
  const started = spawn(process.execPath, [join(PROJECT, 'dist/src/main.js')], {
    cwd: stores.settings.DATA_DIR,
    env: { ...PROGRAM_ENV, PORT: '0', ...stores.settings, ...settings },
  });
  child = started;
  const output = { text: '' };
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  const ended = once(started, 'close').then(([code]) => code as unknown);
  const said = async (words: RegExp): Promise<readonly string[]> => {
    for (;;) {
      const found = words.exec(output.text);
      if (found !== null) return found;
      await Promise.race([
        once(started.stdout, 'data'),
        ended.then((code) => Promise.reject(new Error(`It ended with ${String(code)}:\n${output.text}`))),
      ]);
    }
  };
  return { process: started, output, ended, said };
}

it('in development a request is one line for reading, with its body where LOG_BODIES asks for it', async () => {
  const { process: gateway, output, ended, said } = start({ LOG_BODIES: 'true' });
  const [, url = '', key = ''] = await said(/Sallyport \S+ +(http:\S+)[^]*(sp_\w{62})[^]*-d .*\n/);
  const greeting = output.text;
  const secret = 'sk-ant-of-nobody';
  const { body } = await ask({ url, key }, { ...QUESTION, question: `one\n${secret}`, context: {} });
  const [line = ''] = await said(/.*POST \/api\/query 200.*\n/);
  expect(line).toMatch(
    /^\d\d:\d\d:\d\d INFO 127\.0\.0\.1 POST \/api\/query 200 answered \d+ ms key_id=\w{12} req_\w+ \{"body":".*"\}\n$/,
  );
  expect(line).toContain(`${key.slice(3, 15)} ${String(body['request_id'])}`);
  expect(line).toContain(String.raw`{\"question\":\"one\n[key]\"`);
  await fetch(`${url}/nowhere?key=${key}`);
  const [refused] = await said(/.*GET \/nowhere.*\n/);
  expect(refused).toMatch(/^\S+ WARN 127\.0\.0\.1 GET \/nowhere 404 refused not_found \d+ ms req_\w+\n$/);
  expect(greeting).toMatch(/^\n {2}Sallyport/);
  expect(output.text.slice(greeting.length)).not.toMatch(/sp_\w{62}/);
  gateway.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('a log file that cannot be written stops the boot with a sentence', async () => {
  const inTheWay = join(stores.settings.DATA_DIR, 'file');
  writeFileSync(inTheWay, '');
  const { output, ended } = start({ NODE_ENV: 'test', LOG_FILE: join(inTheWay, 'gateway.log') });
  expect(await ended).toBe(1);
  expect(output.text).toMatch(
    /LOG_FILE should be a file in a folder that the gateway may write to \(EEXIST\)/,
  );
  expect(output.text).not.toMatch(FRAME);
});

it('an error that nobody handles is logged, answers under way are finished, and the exit code is 1', async () => {
  const file = join(stores.settings.DATA_DIR, 'logs', 'gateway.log');
  const gateway = await startGateway({
    stores,
    settings: {
      ...simulator.settings,
      LOG_FILE: file,
      CRASH_WORDS: 'something fell over',
      NODE_OPTIONS: `--require ${join(PROJECT, 'test/support/crash-on-signal.cjs')}`,
    },
  });
  const mark = 'under way while it crashes';
  await simulator.trouble('latency:400', { match: mark });
  const asked = ask(gateway, { ...QUESTION, question: mark });
  await until(
    () => simulator.requests(mark),
    ({ length }) => length === 1,
  );
  const ended = once(gateway.process, 'close');
  gateway.process.kill('SIGUSR2');
  expect(await gateway.logged(({ level }) => level === 60)).toEqual({
    level: 60,
    time: expect.any(Number),
    context: 'Boot',
    err: {
      type: 'Error',
      message: 'something fell over',
      stack: expect.stringMatching(FRAME),
      cause: { type: 'Error', message: 'the cause', stack: expect.stringMatching(FRAME) },
    },
    msg: 'An error that nobody handled ends the gateway',
  });
  const late = await ask(gateway);
  expect([late.status, late.body['code']]).toEqual([503, 'shutting_down']);
  expect((await asked).status).toBe(200);
  expect((await ended)[0]).toBe(1);
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(gateway.logs);
  expect(gateway.logs.filter(({ msg }) => msg === 'request').map(({ status }) => status)).toEqual([503, 200]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await gateway.stop();
});
