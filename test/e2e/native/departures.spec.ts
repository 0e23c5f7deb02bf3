import { startGateway, type TestGateway } from '../../support/gateway';
import { message, rowsOf, unread } from '../../support/native';
import {
  answerWith,
  beginStream,
  nextArrival,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, delta, ending } from '../../support/streams';
import { timed } from '../../support/timed';

let upstream: NativeUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: upstream.settings });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let requests = 0;

/** A request id that no other test has. */
function freshId(): string {
  requests += 1;
  return `departure-${String(requests)}`;
}

describe.each(['/v1/messages', '/api/query'])('a client of %s that leaves', (path) => {
  const bodyOf = (stream: boolean): unknown =>
    path === '/v1/messages' ? message('?', { stream }) : { question: '?', context: {}, stream };

  it('in a stream takes the provider with it, and there is one row of what was used', async () => {
    const arrived = nextArrival(upstream, async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, [beginning(31), delta('twelve bytes')]);
    });
    const id = freshId();
    const answer = await unread(gateway, bodyOf(true), id, path);
    const { over } = await arrived;
    const { value, ms } = await timed(() => {
      answer.destroy();
      return over;
    });
    expect(value).toBe('closed');
    expect(ms).toBeLessThan(1500);
    expect(await rowsOf(gateway, id)).toMatchObject([
      { outcome: 'client_left', input_tokens: 31, attempts: 1, route: path },
    ]);
    expect(upstream.arrivals).toHaveLength(1);
  });

  it('before its answer takes the provider with it', async () => {
    const arrived = nextArrival(upstream, () => undefined);
    const id = freshId();
    const client = new AbortController();
    const asked = fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': gateway.key, 'x-request-id': id },
      body: JSON.stringify(bodyOf(false)),
      signal: client.signal,
    });
    const { over } = await arrived;
    const { value, ms } = await timed(async () => {
      client.abort();
      await expect(asked).rejects.toThrow();
      return over;
    });
    expect(value).toBe('closed');
    expect(ms).toBeLessThan(1500);
    expect(await rowsOf(gateway, id)).toMatchObject([{ outcome: 'client_left', attempts: 1 }]);
  });

  it.each([true, false])(
    'with a key that drains does not: the call is counted exactly (stream: %s)',
    async (stream) => {
      const key = await gateway.createKey({ onDisconnect: 'drain' });
      let goOn: () => void = () => undefined;
      const noticed = new Promise<void>((resolve) => (goOn = resolve));
      const arrived = nextArrival(upstream, async (arrival) => {
        if (stream) {
          beginStream(arrival);
          await writePieces(arrival, [beginning(31), delta('a')]);
        }
        await noticed;
        if (stream) {
          await writePieces(arrival, [delta('b'.repeat(1000)), ending(77)]);
          arrival.response.end();
        } else answerWith(arrival, 200, { ...SHORT_MESSAGE, usage: { input_tokens: 31, output_tokens: 77 } });
      });
      const id = freshId();
      const client = new AbortController();
      const asked = fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key, 'x-request-id': id },
        body: JSON.stringify(bodyOf(stream)),
        signal: client.signal,
      });
      const { over } = await arrived;
      if (stream) await (await asked).body?.getReader().read();
      client.abort();
      await asked.catch(() => undefined);
      await gateway.logged(({ request_id, outcome }) => request_id === id && outcome === 'client_left');
      goOn();
      expect(await over).toBe('answered');
      expect(await rowsOf(gateway, id)).toMatchObject([
        { outcome: 'client_left', input_tokens: 31, output_tokens: 77, attempts: 1 },
      ]);
    },
  );
});
