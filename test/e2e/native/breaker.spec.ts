import { setTimeout } from 'node:timers/promises';
import { ask, QUESTION } from '../../support/ask';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { claudeError, message, native, rowsOf, unread, type NativeReply } from '../../support/native';
import {
  failing,
  openCircuit,
  startSickUpstream,
  type SickUpstream,
  type Trouble,
} from '../../support/native-sick';
import { answerWith, beginStream, SHORT_MESSAGE, writePieces } from '../../support/native-upstream';
import { beginning, sizedDelta } from '../../support/streams';

const THRESHOLD = 5;

let provider: SickUpstream;
/** Waits a minute before it probes. */
let patient: TestGateway;
/** Probes after a second. */
let hasty: TestGateway;
/** Waits a second and a half for an answer, and ten times as long for the end of a stream. */
let brief: TestGateway;
let models = 0;
let model: string;

beforeAll(async () => {
  provider = await startSickUpstream();
  const { settings } = provider.upstream;
  [patient, hasty, brief] = await Promise.all([
    startGateway({ settings }),
    startGateway({ settings: { ...settings, CIRCUIT_RESET_SECONDS: '1', UPSTREAM_MAX_RETRIES: '0' } }),
    startGateway({ settings: { ...settings, UPSTREAM_MAX_RETRIES: '0', UPSTREAM_TIMEOUT_MS: '1500' } }),
  ]);
});

afterAll(async () => {
  await Promise.all([patient.stop(), hasty.stop(), brief.stop()]);
  await provider.upstream.close();
});

beforeEach(() => {
  // Circuits are for one model each, so each test has its own.
  models += 1;
  model = `claude-test-${String(models)}`;
  provider.cure();
});

/** Asks the model of the test. */
function call(fields: object = {}): Promise<NativeReply> {
  return native(patient, message('?', { model, ...fields }));
}

function open(trouble: Trouble = failing, ask = call): Promise<number> {
  return openCircuit(provider, model, trouble, () => ask({ stream: trouble !== failing }));
}

async function upstreamHealth(gateway: TestGateway): Promise<unknown> {
  const response = await fetch(`${gateway.url}/health`);
  const body = (await response.json()) as { status: string; checks: { upstream: Record<string, string> } };
  return [
    response.status,
    body.status,
    body.checks.upstream['circuit'],
    body.checks.upstream['open_for'] ?? '',
  ];
}

describe('the circuit of a model', () => {
  it('opens after failed calls in a row, and then answers at once, without the provider', async () => {
    expect(await open()).toBe(THRESHOLD + 1);
    const before = provider.upstream.arrivals.length;
    const times: number[] = [];
    const replies: NativeReply[] = [];
    for (let calls = 0; calls < 20; calls += 1) {
      const began = performance.now();
      replies.push(await call());
      times.push(performance.now() - began);
    }
    const [median = Infinity] = times.sort((a, b) => a - b).slice(times.length / 2);
    if (process.env['SHOW_FIGURES'] !== undefined) console.log({ medianMs: median, slowestMs: times.at(-1) });
    expect(median).toBeLessThan(50);
    for (const { status, headers, text } of replies) {
      expect(status).toBe(529);
      expect(JSON.parse(text)).toEqual(claudeError('overloaded_error', 'upstream_unavailable'));
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
    expect(provider.upstream.arrivals).toHaveLength(before);
    expect(await ledgerOf(patient, replies[0]?.id)).toEqual([]);
  });

  it('is a 503 problem on /api/query, and an open circuit in the health report, which stays ready', async () => {
    await open();
    const { status, headers, body } = await ask(patient, { ...QUESTION, model });
    expect([status, body['code'], body['layer']]).toEqual([503, 'upstream_unavailable', 'upstream']);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('retry-after')).toBe(String(body['retry_after']));
    expect(body['retry_after']).toBeGreaterThan(50);
    expect(await upstreamHealth(patient)).toEqual([200, 'degraded', 'open', expect.stringContaining(model)]);
    expect((await fetch(`${patient.url}/health/ready`)).status).toBe(200);
  });

  it('is not that of another', async () => {
    await open();
    expect((await call({ model: `${model}-other` })).status).toBe(200);
    expect((await call()).status).toBe(529);
  });

  it('opens by streams that break off with an error', async () => {
    const calls = await open(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [
        beginning(),
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
      ]);
      arrival.response.end();
    });
    expect(calls).toBe(THRESHOLD + 1);
    expect((await call({ stream: true })).status).toBe(529);
  });

  it.each([400, 401, 403, 404, 413, 429])('does not open by a %i, which is no sickness', async (status) => {
    provider.sick.set(model, (arrival) => {
      const error = { type: 'error', error: { type: 'some_error', message: 'No' } };
      answerWith(arrival, status, error, { 'x-should-retry': 'false' });
    });
    for (let calls = 0; calls < 2 * THRESHOLD; calls += 1) await call();
    expect(provider.askedFor(model)).toHaveLength(2 * THRESHOLD);
    provider.sick.clear();
    expect((await call()).status).toBe(200);
  });

  it('does not open by readers that do not read until the time is up', async () => {
    provider.sick.set(model, async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, endless());
    });
    const ids = Array.from({ length: THRESHOLD + 1 }, (_, reader) => `unread-answer-${String(reader)}`);
    const stream = message('?', { model, stream: true });
    const answers = await Promise.all(ids.map((id) => unread(brief, stream, id)));
    for (const id of ids)
      expect(await rowsOf(brief, id)).toEqual([expect.objectContaining({ outcome: 'timed_out' })]);
    provider.cure();
    expect((await native(brief, message('?', { model }))).status).toBe(200);
    for (const answer of answers) answer.destroy();
  });

  it('does not open by callers that do not wait', async () => {
    provider.sick.set(model, () => undefined);
    for (let calls = 0; calls <= THRESHOLD; calls += 1) {
      const hurried = await native(patient, message('?', { model }), { 'x-stainless-timeout': '0.01' });
      expect(hurried.status).toBe(504);
    }
    provider.cure();
    expect((await call()).status).toBe(200);
  });

  it('lets one of many probe it after the time that it names, and closes when that is well', async () => {
    const ask = (): Promise<NativeReply> => native(hasty, message('?', { model }));
    await open(failing, ask);
    /** Sends many at once; the one that reaches the provider is answered when all others are. */
    const burst = async (trouble: Trouble | undefined): Promise<readonly number[]> => {
      const wait = Number((await ask()).headers.get('retry-after'));
      expect(wait).toBe(1);
      await setTimeout(wait * 1000);
      const before = provider.askedFor(model).length;
      const others: number[] = [];
      let release: () => void = () => undefined;
      const allRefused = new Promise<void>((resolve) => (release = resolve));
      provider.sick.set(model, async (arrival) => {
        await allRefused;
        if (trouble === undefined) answerWith(arrival, 200, { ...SHORT_MESSAGE, model });
        else trouble(arrival);
      });
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const { status } = await ask();
          if (others.push(status) === 19) release();
          return status;
        }),
      );
      expect(provider.askedFor(model)).toHaveLength(before + 1);
      return statuses.sort();
    };
    expect(await burst(failing)).toEqual([502, ...Array.from({ length: 19 }, () => 529)]);
    expect(await upstreamHealth(hasty)).toEqual([200, 'degraded', 'open', expect.stringContaining(model)]);
    expect(await burst(undefined)).toEqual([200, ...Array.from({ length: 19 }, () => 529)]);
    provider.sick.clear();
    const well = await Promise.all(Array.from({ length: 5 }, ask));
    expect(well.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(JSON.stringify(await upstreamHealth(hasty))).not.toContain(`${model}"`);
  });
});

function* endless(): Generator<string, void> {
  yield beginning();
  for (;;) yield sizedDelta('', 16_384);
}
