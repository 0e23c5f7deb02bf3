import { request as httpRequest } from 'node:http';
import { until } from '../../support/admin';
import { startGateway, type TestGateway } from '../../support/gateway';
import { answerFor, budgetOf, costOf, counterOf, moneyFaults, PRICED } from '../../support/money';
import { rowsOf } from '../../support/native';
import {
  beginStream,
  nextArrival,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending, sent } from '../../support/streams';
import type { LedgerRow } from '../../../src/storage';

const INPUT = 25;
/** More bytes of text than the request allows tokens. */
const TEXTS = ['Yes: ', 'it earns more. '.repeat(7)] as const;
const MAX_TOKENS = 64;
const OUTPUT = 40;

const EVENTS = [
  ...eventsIn(beginning(INPUT)),
  sent('ping'),
  ...TEXTS.map(delta),
  ...eventsIn(ending(OUTPUT)),
] as const;
const NAMES = EVENTS.map((event) => /^event: (\w+)/.exec(event)?.[1] ?? '');
/** The ending is held back until its row is final. */
const HELD_FROM = NAMES.indexOf('message_delta');
/** Where a stream may stop: before each event, and after the last. */
const STOPS = [...NAMES, 'its end'].map((name, at) => [at, name] as const);
const FAILURES: Readonly<Record<string, (arrival: Arrival) => unknown>> = {
  'that the provider cuts': ({ response }) => response.destroy(),
  'with an error': ({ response }) =>
    response.end(sent('error', { error: { type: 'api_error', message: 'No more.' } })),
};
const BREAKS = Object.entries(FAILURES).flatMap(([what, breakOff]) =>
  STOPS.map(([at, name]) => [what, at, name, breakOff] as const),
);

let upstream: NativeUpstream;
let gateway: TestGateway;
let keys: Readonly<Record<string, string>>;
let drains: string;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  const settings = { ...upstream.settings, UPSTREAM_MAX_RETRIES: '0', CIRCUIT_FAILURE_THRESHOLD: '1000' };
  gateway = await startGateway({ settings });
  // One whose row is there before the call, and one whose row is written meanwhile.
  const careful = await gateway.createKey({ budget: budgetOf(1e9) });
  keys = { '/v1/messages': careful, '/api/query': gateway.key };
  drains = await gateway.createKey({ onDisconnect: 'drain', budget: budgetOf(1e9, 'day') });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
  expect(await counterOf(gateway.database, 'gateway', 'day')).toMatchObject({ reserved: 0 });
});

function eventsIn(text: string): readonly string[] {
  return text.match(/.*\n.*\n\n/g) ?? [];
}

let requests = 0;

/** A request under way: what came of its answer so far, and how to leave it. */
interface Asked {
  readonly id: string;
  text: string;
  readonly over: Promise<unknown>;
  readonly leave: () => void;
}

function ask(path: string, body: unknown, key = keys[path] ?? ''): Asked {
  requests += 1;
  const id = `interrupted-${String(requests)}`;
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': key };
  const request = httpRequest(gateway.url + path, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'x-request-id': id },
  });
  const asked: Asked = {
    id,
    text: '',
    over: new Promise((resolve) => request.once('close', resolve)),
    leave: () => request.destroy(),
  };
  const ignore = (): void => undefined;
  request.once('error', ignore).once('response', (answer) => {
    answer
      .setEncoding('utf8')
      .on('data', (piece: string) => (asked.text += piece))
      .on('error', ignore);
  });
  request.end(JSON.stringify(body));
  return asked;
}

async function sendFirst(arrival: Arrival, many: number): Promise<void> {
  beginStream(arrival);
  await writePieces(arrival, EVENTS.slice(0, many));
}

/** What has to be paid of a stream of which so much came: the input as counted, the output by its bytes. */
function expectedOf(came: number): Partial<LedgerRow> {
  if (came === 0) return { state: 'forfeited', cost_micro_usd: 0, input_tokens: 0, output_tokens: 0 };
  if (came === EVENTS.length) return paid('settled', OUTPUT);
  const text = TEXTS.filter((_, at) => came > NAMES.indexOf('content_block_delta') + at).join('');
  const counted = came > HELD_FROM ? OUTPUT : 1;
  return paid('aborted', Math.max(counted, Math.min(text.length, MAX_TOKENS)));
}

function paid(state: LedgerRow['state'], output: number): Partial<LedgerRow> {
  const cost = costOf({ input: INPUT, output });
  return { state, input_tokens: INPUT, output_tokens: output, cost_micro_usd: cost };
}

async function theRow({ id }: Asked): Promise<LedgerRow> {
  const rows = await rowsOf(gateway, id);
  expect(rows).toHaveLength(1);
  const [row] = rows as [LedgerRow];
  expect(row.cost_micro_usd).toBeLessThanOrEqual(row.ceiling_micro_usd);
  expect(row.attempts).toBe(1);
  return row;
}

describe.each([
  ['/v1/messages', PRICED['message stream'].body],
  ['/api/query', PRICED['query stream'].body],
])('a stream of %s', (path, body) => {
  it.each(BREAKS)('%s at event %i (%s) is paid as far as it came', async (_, at, __, breakOff) => {
    upstream.follow(async (arrival) => {
      await sendFirst(arrival, at);
      breakOff(arrival);
    });
    const asked = ask(path, body);
    await asked.over;
    const outcome = at === EVENTS.length ? 'answered' : 'failed';
    expect(await theRow(asked)).toMatchObject({ ...expectedOf(at), outcome });
  });

  it.each(STOPS)('that its client leaves at event %i (%s) is paid as far as it came', async (at) => {
    const isWhole = at === EVENTS.length;
    const wrote = new Promise<void>((resolve) => {
      upstream.follow(async (arrival) => {
        await sendFirst(arrival, at);
        if (isWhole) arrival.response.end();
        resolve();
      });
    });
    const asked = ask(path, body);
    await wrote;
    const seen = EVENTS.slice(0, isWhole ? at : Math.min(at, HELD_FROM)).join('');
    if (path === '/v1/messages')
      await until(
        () => Promise.resolve(asked.text),
        (text) => text === seen,
      );
    else if (isWhole) await asked.over;
    asked.leave();
    const row = await theRow(asked);
    // Of what a client sees nothing of, the gateway may not have heard either: then it may have cost anything.
    const isUnheard = row.input_tokens === 0 && (at === 0 || path === '/api/query');
    expect(row).toMatchObject(
      isUnheard
        ? { state: 'aborted', cost_micro_usd: row.ceiling_micro_usd, output_tokens: 0 }
        : path === '/api/query' && !isWhole
          ? { state: 'aborted', input_tokens: INPUT }
          : expectedOf(at),
    );
    expect(row.cost_micro_usd).toBeGreaterThan(0);
    if (!isWhole) expect(row.outcome).toBe('client_left');
  });

  it('that thinks may have thought all that it was allowed to', async () => {
    const thinking = { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } };
    const thought = { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } };
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      const [start = ''] = EVENTS;
      const events = [start, sent('content_block_start', thinking), sent('content_block_delta', thought)];
      await writePieces(arrival, events);
      arrival.response.destroy();
    });
    const asked = ask(path, body);
    await asked.over;
    expect(await theRow(asked)).toMatchObject(paid('aborted', MAX_TOKENS));
  });
});

describe.each([
  ['/v1/messages', PRICED.message.body, PRICED['message stream'].body],
  ['/api/query', PRICED.query.body, PRICED['query stream'].body],
])('an answer of %s', (path, plain, stream) => {
  it('whose client leaves while the provider is silent may have cost anything', async () => {
    const arrived = nextArrival(upstream, () => undefined);
    const asked = ask(path, plain);
    const { over } = await arrived;
    asked.leave();
    expect(await over).toBe('closed');
    const row = await theRow(asked);
    expect(row).toMatchObject({
      state: 'aborted',
      outcome: 'client_left',
      input_tokens: 0,
      output_tokens: 0,
    });
    expect(row.cost_micro_usd).toBe(row.ceiling_micro_usd);
    expect(row.cost_micro_usd).toBeGreaterThan(costOf({ input: INPUT, output: MAX_TOKENS }));
  });

  it.each([false, true])(
    'that is drained when its client leaves is paid in full (stream: %s)',
    async (streams) => {
      let goOn: () => void = () => undefined;
      const left = new Promise<void>((resolve) => (goOn = resolve));
      const arrived = nextArrival(upstream, async (arrival) => {
        if (streams) await sendFirst(arrival, 2);
        await left;
        if (!streams) return answerFor(arrival, { input: INPUT, output: OUTPUT });
        await writePieces(arrival, EVENTS.slice(2));
        arrival.response.end();
      });
      const asked = ask(path, streams ? stream : plain, drains);
      const { over } = await arrived;
      asked.leave();
      await gateway.logged(({ request_id, outcome }) => request_id === asked.id && outcome === 'client_left');
      goOn();
      expect(await over).toBe('answered');
      expect(await theRow(asked)).toMatchObject({ ...paid('settled', OUTPUT), outcome: 'client_left' });
    },
  );
});
