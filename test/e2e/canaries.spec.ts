import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminOf, callerWith, until } from '../support/admin';
import { ANALYTICS, ASK, bearer, MESSAGE, NATIVE, QUERY, refusalsIn } from '../support/canary-requests';
import {
  canarySettings,
  CONFIGURED,
  PASSWORD,
  PROMPT,
  startCanaryWorld,
  type CanaryWorld,
} from '../support/canary-world';
import { MRR } from '../support/chains';
import { summaryOf } from '../support/error-summary';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';
import { freshStores } from '../support/storage';

let world: CanaryWorld;

beforeAll(async () => {
  world = await startCanaryWorld();
});

afterAll(async () => {
  await world.stop();
});

/** A place that something may come out at, told as text, and the canaries that are meant to be there. */
type Sink = readonly [
  name: string,
  read: (gateway: TestGateway) => Promise<string> | string,
  may?: readonly string[],
];

const SINKS: readonly Sink[] = [
  ['standard output and error', (gateway) => gateway.output()],
  ['the log file, the database and all else on the disk', filesOf],
  ['answers', () => world.answers.join('\n')],
  [
    'the provider',
    () =>
      world.upstream.arrivals
        .map(({ headers, body }) => JSON.stringify(headers) + body.toString())
        .join('\n'),
    ['provider key', 'prompt'],
  ],
  ['/debug/summarize-errors', async (gateway) => (await summaryOf(gateway)).text],
  ['traces', () => world.postBox.posted('/v1/traces').join('\n')],
  ['alerts', () => world.postBox.posted('/alerts/').join('\n')],
  page('/metrics'),
  page('/admin/audit'),
  page('/admin/audit/export'),
  page('/admin/audit/verify'),
  page('/admin/posture'),
  page('/openapi.json'),
  page('/docs'),
  page('/health'),
  page('/health/live'),
  page('/health/ready'),
  page('/admin/keys'),
  page('/admin/users'),
  page('/admin/usage'),
  page('/api/usage'),
  page('/api/chains'),
];

/** What a route shows to an administrator. */
function page(path: string): Sink {
  const read = async (gateway: TestGateway): Promise<string> => {
    const { text, headers } = await (await adminOf(gateway)).call('GET', path);
    return text + JSON.stringify([...headers]);
  };
  return [path, read];
}

function filesOf({ stores }: TestGateway): string {
  const folder = stores.settings.DATA_DIR;
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => readFileSync(join(folder, name), 'latin1')).join('\n');
}

it.each<[string, (canary: string) => string]>([
  ['as it is', (canary) => canary],
  ['in a piece', (canary) => canary.slice(5, 21)],
  ['in JSON', (canary) => JSON.stringify({ canary })],
  ['in a URL', (canary) => encodeURIComponent(canary)],
  ['in hex', (canary) => Buffer.from(canary).toString('hex')],
  ['in base64', (canary) => Buffer.from(canary).toString('base64')],
  ['in base64 behind a byte', (canary) => Buffer.from(`x${canary}`).toString('base64')],
  ['in base64 behind two', (canary) => Buffer.from(`xx${canary}`).toString('base64')],
])('a canary is found %s', (_, written) => {
  const missed = Object.entries(world.canaries).filter(
    ([, canary]) => world.search.in(`... ${written(canary)} ...`).length === 0,
  );
  expect(missed).toEqual([]);
});

it('after successes, every refusal and errors that echo, canaries are in no sink', async () => {
  const { gateway, send, signed, tokens, search, answers } = world;
  const text = JSON.stringify(ASK);
  const successes = [
    ...[false, true].flatMap((stream) => [
      () => send('POST', QUERY, { ...ASK, stream }, { 'user-agent': PASSWORD }),
      () => send('POST', QUERY, { ...ASK, stream }, bearer(tokens.access_token)),
      () => send('POST', NATIVE, { ...MESSAGE, stream }),
    ]),
    () => send('POST', QUERY, text, signed(text)),
    () => send('POST', ANALYTICS, MRR),
  ];
  for (const succeed of successes) expect(await succeed()).toBe(200);
  const refused: unknown[] = [];
  const refusals = refusalsIn(world);
  for (const [, refuse] of refusals) refused.push(await refuse());
  expect(refused).toEqual(refusals.map(([code]) => code));
  for (const trouble of ['400', '401', '403', '413', '429', '500', '529', 'garbage', 'event']) {
    const words = `${PROMPT} trouble-${trouble}`;
    for (const stream of [false, true]) {
      await send('POST', QUERY, { question: words, context: {}, stream });
      await send('POST', NATIVE, { ...MESSAGE, messages: [{ role: 'user', content: words }], stream });
    }
  }
  await until(
    () => Promise.resolve(gateway.logs.filter(({ msg }) => msg === 'request').length),
    (requests) => requests >= answers.length,
  );
  // A provider that refuses its key is an alert.
  await until(
    () => Promise.resolve([world.postBox.posted('/v1/traces'), world.postBox.posted('/alerts/')]),
    (posts) => posts.every(({ length }) => length > 0),
  );
  for (const [name, read, may = []] of SINKS) {
    const found = search.in(await read(gateway));
    const leaks = found.filter((leak) => !may.some((meant) => leak.startsWith(`${meant}: `)));
    expect([name, leaks]).toEqual([name, []]);
    // That what is meant to be there is found says that there is something to be found.
    expect([name, found.length]).toEqual([name, may.length]);
  }
});

it('nor, with a store away, after a crash in words that hold credentials; a second one is the end', async () => {
  const { upstream, key, signer, tokens, search } = world;
  const stores = await freshStores();
  const gateway = await startGateway({
    stores,
    settings: {
      ...canarySettings(upstream, world.postBox, stores.settings.DATA_DIR),
      REDIS_URL: `redis://:${CONFIGURED['password of Redis']}@127.0.0.1:9`,
      CRASH_WORDS: [
        ...Object.values(CONFIGURED),
        ...[key, signer.key, signer.signing_secret, tokens.access_token, tokens.refresh_token],
      ].join(' and '),
      NODE_OPTIONS: `--require ${join(PROJECT, 'test/support/crash-on-signal.cjs')}`,
    },
  });
  const call = callerWith(gateway, gateway.key);
  const hanging = call('POST', QUERY, { ...ASK, question: `${PROMPT} trouble-hang` }).catch(() => 'cut');
  await until(
    () => Promise.resolve(upstream.arrivals.at(-1)?.body.toString() ?? ''),
    (body) => body.includes('trouble-hang'),
  );
  const ended = once(gateway.process, 'close');
  const began = performance.now();
  gateway.process.kill('SIGUSR2');
  await gateway.logged(({ level }) => level === 60);
  gateway.process.kill('SIGUSR2');
  expect((await ended)[0]).toBe(1);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await hanging).toBe('cut');
  expect(gateway.logs.filter(({ level }) => level === 60)).toHaveLength(2);
  expect(search.in(gateway.output())).toEqual([]);
  expect(search.in(filesOf(gateway))).toEqual([]);
  await gateway.stop();
  stores.remove();
});
