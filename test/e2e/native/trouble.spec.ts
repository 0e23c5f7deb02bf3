import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEvents } from '../../support/events';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { claudeError, message, native } from '../../support/native';
import { startTestSimulator, type TestSimulator } from '../../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;
/** Where redirects lead: nobody should come. */
const elsewhere = createServer((_, response) => {
  visits += 1;
  response.end();
});
let visits = 0;

beforeAll(async () => {
  simulator = await startTestSimulator();
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway({
    settings: { ...simulator.settings, UPSTREAM_TIMEOUT_MS: '3000', CIRCUIT_FAILURE_THRESHOLD: '1000' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
  elsewhere.close();
});

afterEach(() => {
  expect(gateway.output()).not.toMatch(PRIVATE);
});

/** Of the provider's account: none of it may be seen outside. */
const PRIVATE = /org_simulator|provider-key-fixture|_cfuvid/;

interface Expected {
  readonly status: number;
  readonly type: string;
  /** Undefined where the provider's own words are the answer. */
  readonly code?: string;
  readonly outcome?: string;
  /** Of the headers; null for one that must not be there. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

const UNAVAILABLE = { status: 529, type: 'overloaded_error', code: 'upstream_unavailable' };
const FAILED = { status: 502, type: 'api_error', code: 'upstream_error' };
const SLOW = { status: 504, type: 'timeout_error', code: 'upstream_timeout' };
const TIMED_OUT = { ...SLOW, outcome: 'timed_out' };
/** What its operator has to look at: no client changes that by asking again. */
const REFUSED = { ...FAILED, headers: { 'x-should-retry': 'false' } };

/** Trouble that strikes before anything of the answer is out: the same for both kinds. */
const BEFORE: readonly (readonly [string, Expected])[] = [
  ['hang', TIMED_OUT],
  ['wrong-type', FAILED],
  ['reset', FAILED],
  ['redirect', { ...FAILED }],
  ['echo-credential', REFUSED],
  ['status:400', { status: 400, type: 'invalid_request_error' }],
  ['status:401', REFUSED],
  ['status:402', REFUSED],
  ['status:403', REFUSED],
  ['status:404', { status: 404, type: 'not_found_error' }],
  ['status:413', { status: 413, type: 'request_too_large' }],
  [
    'status:429,retry-after=7',
    { status: 429, type: 'rate_limit_error', code: 'upstream_unavailable', headers: { 'retry-after': '7' } },
  ],
  [
    'status:429',
    { status: 429, type: 'rate_limit_error', code: 'upstream_unavailable', headers: { 'retry-after': '5' } },
  ],
  ['status:500', FAILED],
  ['status:503', UNAVAILABLE],
  ['status:503,retry-after=9', { ...UNAVAILABLE, headers: { 'retry-after': '9' } }],
  ['status:504', SLOW],
  ['status:529', { ...UNAVAILABLE, headers: { 'retry-after': '5' } }],
];

const PLAIN: typeof BEFORE = [
  ['hang-after:1', TIMED_OUT],
  ['cut:1', FAILED],
  ['end-early:1', FAILED],
  ['garbage', FAILED],
  ['error-event:1', UNAVAILABLE],
  // Longer than any answer, or longer than the wait, whichever comes first.
  ['endless-line', { status: 50, type: '_error' }],
];

const STREAM: readonly (readonly [string, Omit<Expected, 'status'>])[] = [
  ['hang-after:4', TIMED_OUT],
  ['cut:4', FAILED],
  ['end-early:4', FAILED],
  ['end-early:1000', FAILED],
  ['garbage', FAILED],
  ['error-event:4', UNAVAILABLE],
  ['endless-line', FAILED],
];

async function make(trouble: string, stream: boolean): Promise<Awaited<ReturnType<typeof native>>> {
  const marker = markerOf(trouble, stream);
  const { port } = elsewhere.address() as AddressInfo;
  const spec = trouble === 'redirect' ? `redirect:http://127.0.0.1:${String(port)}/v1/messages` : trouble;
  await simulator.trouble(spec, { match: marker, times: 3 });
  return native(gateway, message(marker, { stream }), { 'x-request-id': marker });
}

function markerOf(trouble: string, stream: boolean): string {
  return `${stream ? 'stream' : 'plain'}-trouble-${trouble.replaceAll(/\W/g, '-')}-end`;
}

/** One row, which knows how often the provider was asked. */
async function expectOneRow(marker: string, outcome: string): Promise<void> {
  const asked = await simulator.requests(marker);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(await ledgerOf(gateway, marker)).toEqual([
    expect.objectContaining({ outcome, attempts: asked.length, route: '/v1/messages', request_id: marker }),
  ]);
}

function expectPrivacy(text: string, headers: Headers): void {
  expect(text + JSON.stringify([...headers])).not.toMatch(PRIVATE);
}

describe.each([false, true])('before an answer has begun (stream: %s)', (stream) => {
  it.each(BEFORE)(
    '%s becomes %j',
    async (trouble, { status, type, code, outcome = 'failed', headers = {} }) => {
      const marker = markerOf(trouble, stream);
      const reply = await make(trouble, stream);
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
      const body: unknown = JSON.parse(reply.text);
      if (code !== undefined) {
        expect(body).toEqual(claudeError(type, code));
        expect(body).toHaveProperty('request_id', marker);
        expect(reply.text).not.toMatch(/simulat|invalid x-api-key|credential:|credit balance|organization/i);
      } else
        expect(body).toMatchObject({
          type: 'error',
          error: { type, message: `Simulated error ${String(status)}` },
        });
      for (const [name, value] of Object.entries(headers))
        expect([name, reply.headers.get(name)]).toEqual([name, value]);
      await expectOneRow(marker, outcome);
      expectPrivacy(reply.text, reply.headers);
      expect(visits).toBe(0);
    },
  );
});

describe('in a plain answer', () => {
  it.each(PLAIN)('%s becomes %j', async (trouble, { status, type, code, outcome }) => {
    const reply = await make(trouble, false);
    expect(String(reply.status)).toMatch(new RegExp(`^${String(status)}`));
    expect(JSON.parse(reply.text)).toEqual(
      code === undefined ? expect.objectContaining({ type: 'error' }) : claudeError(type, code),
    );
    const marker = markerOf(trouble, false);
    const [row] = await ledgerOf(gateway, marker);
    await expectOneRow(
      marker,
      outcome ?? (code === undefined && row?.outcome === 'timed_out' ? 'timed_out' : 'failed'),
    );
    expectPrivacy(reply.text, reply.headers);
  });
});

describe('in a stream', () => {
  it.each(STREAM)(
    '%s ends it with an error event like %j and no ending',
    async (trouble, { type, code = '', outcome = 'failed' }) => {
      const marker = markerOf(trouble, true);
      const reply = await make(trouble, true);
      expect(reply.status).toBe(200);
      // Lines that name no event are nothing to a client, and pass as they came.
      const events = parseEvents(reply.text.replace('<<< not an event >>>\n\n', ''));
      expect(events.at(-1)).toEqual({ event: 'error', data: claudeError(type, code) });
      expect(events.at(-1)?.data['request_id']).toBe(marker);
      const names = events.map(({ event }) => event);
      expect(names[0]).toBe('message_start');
      expect(names.filter((name) => name === 'error')).toHaveLength(1);
      expect(names).not.toContain('message_stop');
      expect(names).not.toContain('message_delta');
      await expectOneRow(marker, outcome);
      const [row] = await ledgerOf(gateway, marker);
      expect(row?.input_tokens).toBeGreaterThan(0);
      expectPrivacy(reply.text, reply.headers);
    },
  );
});

describe.each([false, true])('a provider that is only slow, or writes oddly (stream: %s)', (stream) => {
  it.each(['split:1', 'split:7', 'drip:20', 'latency:200'])('%s changes nothing', async (trouble) => {
    const marker = markerOf(trouble, stream);
    const body = message(`${marker} äöü 日本 🌊`, { stream });
    const undisturbed = await native(gateway, body);
    await simulator.trouble(trouble, { match: marker });
    const reply = await native(gateway, body, { 'x-request-id': marker });
    expect(reply.status).toBe(200);
    expect(reply.text).toBe(undisturbed.text);
    expect(reply.text).toContain('🌊');
    expect(await ledgerOf(gateway, marker)).toEqual([
      expect.objectContaining({ outcome: 'answered', attempts: 1 }),
    ]);
    expectPrivacy(reply.text, reply.headers);
  });
});
