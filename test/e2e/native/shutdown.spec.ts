import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../../support/admin';
import { parseEvents } from '../../support/events';
import { startGateway, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { claudeError, message, native, type NativeReply } from '../../support/native';
import {
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending } from '../../support/streams';

/** One by default; `SIGTERM_ROUNDS=20` for those who want to know. */
const ROUNDS = Number(process.env['SIGTERM_ROUNDS'] ?? 1);
const STREAMS = 20;
const DELTAS = 10;

let upstream: NativeUpstream;

beforeAll(async () => {
  upstream = await startNativeUpstream();
});

afterAll(async () => {
  await upstream.close();
});

interface Ended {
  readonly code: unknown;
  readonly afterMs: number;
}

/** Tells a gateway to end. */
function terminate({ process: child }: TestGateway): Promise<Ended> {
  const began = performance.now();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return ended.then(([code, signal]: unknown[]) => ({
    code: code ?? signal,
    afterMs: performance.now() - began,
  }));
}

async function readiness({ url }: TestGateway): Promise<number> {
  const response = await fetch(`${url}/health/ready`);
  await response.arrayBuffer();
  return response.status;
}

function question(number: number, stream: boolean): unknown {
  return { question: `in flight ${String(number)}`, context: {}, stream };
}

/** Every fourth request asks by the guarded way, every fifth waits for a plain answer. */
const isGuarded = (number: number): boolean => number % 4 === 3;
const isStream = (number: number): boolean => number % 5 !== 4;

const requestId = (number: number): string => `in-flight-${String(number)}`;

function inFlight(gateway: TestGateway, number: number): Promise<NativeReply> {
  const headers = { 'x-request-id': requestId(number) };
  const stream = isStream(number);
  return isGuarded(number)
    ? native(gateway, question(number, stream), headers, '/api/query')
    : native(gateway, message(`in flight ${String(number)}`, { stream }), headers);
}

describe('SIGTERM', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    `with ${String(STREAMS)} answers under way cuts none of them and takes no more (round %i)`,
    async () => {
      const gateway = await startGateway({ settings: upstream.settings });
      let goOn: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const deltas = Array.from({ length: DELTAS }, (_, piece) => delta(`piece ${String(piece)} `));
      upstream.follow(async (arrival) => {
        const stream = arrival.body.includes('"stream":true');
        if (stream) {
          beginStream(arrival);
          await writePieces(arrival, [beginning(), delta('begun ')]);
        }
        await gate;
        if (stream) {
          for (const piece of [...deltas, ending()]) {
            await writePieces(arrival, [piece]);
            // Each of the others comes in between.
            await readiness(gateway).catch(() => undefined);
          }
          arrival.response.end();
        } else answerWith(arrival, 200, SHORT_MESSAGE);
      });
      const asked = Array.from({ length: STREAMS }, (_, number) => inFlight(gateway, number));
      await until(
        () => Promise.resolve(upstream.arrivals.length),
        (arrived) => arrived === STREAMS,
      );
      const ended = terminate(gateway);
      await until(
        () => readiness(gateway),
        (status) => status === 503,
      );
      const refused = await native(gateway, message('late'));
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(JSON.parse(refused.text)).toEqual(claudeError('api_error', 'shutting_down'));
      const guarded = await native(gateway, question(99, true), {}, '/api/query');
      expect([guarded.status, guarded.headers.get('retry-after')]).toEqual([503, '1']);
      expect(JSON.parse(guarded.text)).toMatchObject({ code: 'shutting_down', layer: 'gateway' });
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect(gateway.process.exitCode).toBeNull();
      goOn();
      const replies = await Promise.all(asked);
      expect(await ended).toMatchObject({ code: 0 });
      const whole = beginning() + delta('begun ') + deltas.join('') + ending();
      for (const [number, { status, text }] of replies.entries()) {
        expect(status).toBe(200);
        if (isGuarded(number))
          expect(
            isStream(number)
              ? parseEvents(text).at(-1)
              : { event: 'done', data: JSON.parse(text) as unknown },
          ).toMatchObject({
            event: 'done',
            data: { degraded: false },
          });
        else expect(text).toBe(isStream(number) ? whole : JSON.stringify(SHORT_MESSAGE));
      }
      const rows = await ledgerOf(gateway);
      expect(rows.map(({ request_id: id, outcome }) => `${id} ${outcome}`).sort()).toEqual(
        replies.map((_, number) => `${requestId(number)} answered`).sort(),
      );
      await gateway.stop();
    },
  );

  it('ends what takes longer than the grace, and accounts for it', async () => {
    const settings = { ...upstream.settings, SHUTDOWN_GRACE_SECONDS: '1' };
    const gateway = await startGateway({ settings });
    upstream.follow(async (arrival) => {
      if (!arrival.body.includes('"stream":true')) return;
      beginStream(arrival);
      await writePieces(arrival, [beginning(31), delta('begun')]);
    });
    const asked = [true, false].map((stream, number) =>
      native(gateway, message('?', { stream }), { 'x-request-id': requestId(number) }).catch(() => undefined),
    );
    await until(
      () => Promise.resolve(upstream.arrivals.length),
      (arrived) => arrived === 2,
    );
    const { code, afterMs } = await terminate(gateway);
    expect(code).toBe(0);
    expect(afterMs).toBeGreaterThanOrEqual(1000);
    expect(afterMs).toBeLessThan(5000);
    const [stream, plain] = await Promise.all(asked);
    // What was cut may be told by an error, never by an ending.
    expect(stream?.text ?? '').not.toContain('message_stop');
    expect(plain?.status ?? 503).toBeGreaterThanOrEqual(500);
    const rows = await ledgerOf(gateway);
    expect(rows.map(({ request_id: id }) => id).sort()).toEqual([requestId(0), requestId(1)]);
    for (const { outcome } of rows) expect(outcome).toMatch(/^(client_left|failed)$/);
    expect(rows.find(({ request_id: id }) => id === requestId(0))).toMatchObject({ input_tokens: 31 });
    await gateway.stop();
  });

  it('does not wait longer than the grace for clients that do not read or say nothing', async () => {
    const settings = { ...upstream.settings, SHUTDOWN_GRACE_SECONDS: '1' };
    const gateway = await startGateway({ settings });
    upstream.follow((arrival) => {
      answerWith(arrival, 200, { ...SHORT_MESSAGE, padding: 'x'.repeat(32 * 1024 * 1024) });
    });
    const { hostname, port } = new URL(gateway.url);
    const idle = connect(Number(port), hostname);
    const deaf = connect(Number(port), hostname);
    for (const socket of [idle, deaf]) socket.on('error', () => undefined).pause();
    const body = JSON.stringify(message('?'));
    deaf.write(
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${gateway.key}\r\ncontent-type: application/json\r\nx-request-id: deaf-client\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
    );
    await until(
      () => ledgerOf(gateway, 'deaf-client'),
      (rows) => rows.length === 1,
    );
    const { code, afterMs } = await terminate(gateway);
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(5000);
    idle.destroy();
    deaf.destroy();
    await gateway.stop();
  });
});
