import { upstreams } from '../../src/extensions';
import type { Upstream, UpstreamEvent } from '../../src/llm/upstream';
import { startSimulator, type RunningSimulator } from '../../simulator';

/*
 * What every entry of `upstreams` must keep. It runs against a server that speaks the Messages API; an upstream of
 * another kind brings a server of its kind.
 */

let server: RunningSimulator;

beforeAll(async () => {
  server = await startSimulator({});
});

afterAll(async () => {
  await server.close();
});

const request = {
  model: 'claude-sonnet-5-5',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content: 'Who are you?' }],
};

describe.each(upstreams.map((kind) => [kind.id, kind] as const))('the upstream %s', (_id, kind) => {
  let upstream: Upstream;

  beforeAll(async () => {
    upstream = await kind.open({
      id: kind.id,
      apiKey: 'fixture',
      baseUrl: server.url,
      model: request.model,
      timeoutMs: 5000,
    });
  });

  afterAll(async () => {
    await upstream.close();
  });

  async function eventsOf(
    stream: boolean,
    signal = new AbortController().signal,
  ): Promise<readonly UpstreamEvent[]> {
    const events: UpstreamEvent[] = [];
    for await (const event of upstream.call({ request, stream, signal })) events.push(event);
    return events;
  }

  it('goes by the id that it is listed under', () => {
    expect(upstream.id).toBe(kind.id);
  });

  it.each([true, false])('tells start, text and end in that order (stream: %s)', async (stream) => {
    const events = await eventsOf(stream);
    const kinds = events.map(({ type }) => type);
    expect([kinds[0], kinds.at(-1)]).toEqual(['started', 'ended']);
    expect(new Set(kinds.slice(1, -1))).toEqual(new Set(['text']));
    const ending = events.at(-1);
    expect(ending).toMatchObject({ stopReason: 'end_turn', usage: { inputTokens: expect.any(Number) } });
  });

  it('says the same, streamed or not', async () => {
    const textOf = (events: readonly UpstreamEvent[]): string =>
      events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    expect(textOf(await eventsOf(true))).toBe(textOf(await eventsOf(false)));
  });

  it.each([true, false])('ends at once when the signal has fired (stream: %s)', async (stream) => {
    const departed = AbortSignal.abort();
    await expect(eventsOf(stream, departed)).rejects.toThrow();
  });

  it('refuses in our own words', async () => {
    const unknown = upstream.call({
      request: { ...request, model: 'no-such-model' },
      stream: false,
      signal: new AbortController().signal,
    });
    await expect(unknown[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'GatewayError',
      code: 'validation_failed',
    });
  });
});
