import { inspect } from 'node:util';
import fc from 'fast-check';
import { refusalOf } from '../kernel/refusal.fixture';
import {
  HANG,
  bytesOf,
  event,
  FakeUpstream,
  lost,
  plainOf,
  refusal,
  STARTED,
  STREAM,
  streamOf,
  text,
  WHOLE,
  type Act,
} from './fake-upstream.fixture';
import { askEvents, askWhole } from './open-answer';
import { ProviderRefusal } from './resilience/provider-refusal';
import { UpstreamFailure } from './resilience/upstream-failure';
import type { UpstreamRequest } from './upstream';

const MEBIBYTE = 1_048_576;

const requestOf = (signal = new AbortController().signal): UpstreamRequest => ({
  method: 'POST',
  target: '/v1/messages',
  headers: {},
  body: Buffer.from('{}'),
  signal,
});

const whole = (act: Act, signal?: AbortSignal): ReturnType<typeof askWhole> =>
  askWhole(new FakeUpstream([act]), requestOf(signal));

async function events(act: Act, signal?: AbortSignal): Promise<readonly string[]> {
  const answer = await askEvents(new FakeUpstream([act]), requestOf(signal));
  const pieces: string[] = [];
  let next: readonly Buffer[] | undefined = answer.first;
  for (; next !== undefined; next = await answer.events.next())
    for (const piece of next) pieces.push(piece.toString('utf8'));
  return pieces;
}

const WAYS = [
  ['plain', whole, plainOf],
  ['streamed', events, streamOf],
] as const;

describe('a plain answer', () => {
  it('is given whole, byte for byte, with its headers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array(), { maxLength: 5 }), async (chunks) => {
        const answer = plainOf(...chunks.map((chunk) => Buffer.from(chunk)));
        const { headers, body } = await whole(answer);
        expect(headers).toBe(answer.headers);
        expect(body).toEqual(Buffer.concat(chunks));
      }),
    );
  });

  it.each([
    ['3', ['abc'], undefined],
    ['4', ['abc'], 'broke off'],
    ['4', [], 'broke off'],
    ['2', ['abc'], 'broke off'],
  ])('that declares %s bytes and has %j is %s', async (length, body, refused) => {
    const answer = plainOf(...body);
    const asked = whole({ ...answer, headers: { ...answer.headers, 'content-length': length } });
    if (refused === undefined) expect((await asked).body.toString()).toBe('abc');
    else expect((await refusalOf(() => asked)).message).toContain(refused);
  });

  it('without an end is given up after 65 MiB, and its connection is left', async () => {
    const chunk = Buffer.alloc(MEBIBYTE);
    const upstream = new FakeUpstream([plainOf(...Array<Buffer>(70).fill(chunk))]);
    const refused = await refusalOf(() => askWhole(upstream, requestOf()));
    expect(refused.message).toContain('could not be understood');
    expect(upstream.left).toBe(1);
    const longest = plainOf(...Array<Buffer>(65).fill(chunk));
    expect((await whole(longest)).body).toHaveLength(65 * MEBIBYTE);
  });
});

describe('a streamed answer', () => {
  it('is whole events, in order, however its bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), async (sizes) => {
        const bytes = Buffer.from([STARTED, text('日本'), event('ping'), text('b')].join(''));
        const chunks: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const end = at + (sizes[turn % sizes.length] ?? 1);
          chunks.push(bytes.subarray(at, end));
          at = end;
        }
        const pieces = await events(streamOf(...chunks));
        expect(pieces.join('')).toBe(bytes.toString('utf8'));
        for (const piece of pieces) expect(piece.endsWith('\n\n')).toBe(true);
      }),
    );
  });

  it('is there with its first events, before the rest', async () => {
    const { signal } = new AbortController();
    const answer = await askEvents(new FakeUpstream([streamOf(STARTED, HANG)]), requestOf(signal));
    expect(answer.headers).toEqual(STREAM.headers);
    expect(answer.first).toEqual([Buffer.from(STARTED)]);
  });

  it.each<[string, Act, string]>([
    ['says nothing', streamOf(), 'broke off'],
    ['ends in its first event', streamOf('event: mess'), 'broke off'],
    ['breaks before its first event', streamOf(lost()), 'broke off'],
    ['ends in a later event', streamOf(STARTED, 'event: mess'), 'broke off'],
    ['breaks in the middle', streamOf(STARTED, lost()), 'broke off'],
    ['never ends its first event', streamOf(...Array<string>(9).fill('x'.repeat(MEBIBYTE))), 'understood'],
  ])('that %s is refused', async (_, act, words) => {
    expect((await refusalOf(() => events(act))).message).toContain(words);
  });

  it.each([
    ['overloaded_error', 'upstream_unavailable', true],
    ['rate_limit_error', 'upstream_unavailable', false],
    ['api_error', 'upstream_error', true],
    ['something_new', 'upstream_error', true],
  ])(
    'that begins with an error of type %s is %s, may be asked again, and is left',
    async (type, code, sick) => {
      const upstream = new FakeUpstream([streamOf(event('error', { error: { type, message: 'canary42' } }))]);
      const refused = await refusalOf(() => askEvents(upstream, requestOf()));
      expect(refused).toMatchObject({ code, prospects: { again: true, sick } });
      expect(inspect(refused)).not.toContain('canary42');
      expect(upstream.left).toBe(1);
    },
  );
});

describe.each(WAYS)('an answer that is none (%s)', (_, ask, answerOf) => {
  it.each([
    ['another type', { 'content-type': 'text/html' }],
    ['no type', {}],
    ['a compressed body', { ...answerOf().headers, 'content-encoding': 'gzip' }],
  ])('for %s is not understood, and not asked for again', async (__, headers) => {
    const refused = await refusalOf(() => ask({ ...answerOf(STARTED), headers }));
    expect(refused).toMatchObject({ code: 'upstream_error', prospects: { again: false, sick: false } });
    expect(refused.message).toContain('could not be understood');
  });

  it.each([
    ['content-type', { 'content-type': String(answerOf().headers['content-type']).toUpperCase() }],
    ['identity', { ...answerOf().headers, 'content-encoding': 'identity' }],
  ])('is told from one with a good %s', async (__, headers) => {
    await expect(ask({ ...answerOf(STARTED), headers })).resolves.toBeDefined();
  });

  it.each([undefined, 'ECONNRESET', 'UND_ERR_CONNECT_TIMEOUT'])(
    'for a connection that fails by %s',
    async (code) => {
      const refused = await refusalOf(() => ask(code === undefined ? new Error('canary42') : lost(code)));
      expect(refused).toBeInstanceOf(UpstreamFailure);
      expect(refused).toMatchObject({ code: 'upstream_error', prospects: { again: true, sick: true } });
      expect(refused.message).toContain('cannot be reached');
      expect((refused.cause as Error).message).toBe(code === undefined ? 'Error' : `Error ${code}`);
      expect(inspect(refused, { depth: Infinity })).not.toContain('canary42');
    },
  );

  it('for a connection that breaks in the middle may be asked for again, and is no sickness', async () => {
    const refused = await refusalOf(() => ask(answerOf(STARTED, lost())));
    expect(refused).toMatchObject({ code: 'upstream_error', prospects: { again: true, sick: false } });
    expect(inspect(refused, { depth: Infinity })).not.toContain('canary42');
  });

  it('for a refusal is what the refusal says', async () => {
    const refused = await refusalOf(() => ask(refusal(400)));
    expect(refused).toBeInstanceOf(ProviderRefusal);
    const { answer } = refused as ProviderRefusal;
    expect(answer).toMatchObject({ status: 400, body: bytesOf(refusal(400)) });
    expect(await refusalOf(() => ask(refusal(529)))).toMatchObject({ code: 'upstream_unavailable' });
  });

  it.each<[string, Act, number]>([
    ['64 KiB', { ...refusal(400), body: ['x'.repeat(65_536)] }, 65_536],
    ['more than 64 KiB', { ...refusal(400), body: ['x'.repeat(65_536), 'x'] }, 0],
    ['a break', { ...refusal(400), body: ['x', lost()] }, 0],
  ])('for a refusal of %s is one by its status', async (__, act, length) => {
    const refused = await refusalOf(() => ask(act));
    expect((refused as ProviderRefusal).answer.body).toHaveLength(length);
  });
});

describe.each(WAYS)('a call that is called off (%s)', (_, ask, answerOf) => {
  it.each<[string, Act]>([
    ['before the answer', HANG],
    ['before the first byte', answerOf(HANG)],
    ['in the middle', answerOf(STARTED, HANG)],
    ['in the middle of a refusal', { ...refusal(500), body: ['x', HANG] }],
  ])('%s ends with the reason, and is no failure of the provider', async (__, act) => {
    const call = new AbortController();
    const asked = ask(act, call.signal).catch((error: unknown) => error);
    await new Promise(setImmediate);
    const reason = new DOMException('gone', 'AbortError');
    call.abort(reason);
    expect(await asked).toBe(reason);
  });
});

it.each([
  ['plain', askWhole],
  ['streamed', askEvents],
])('a call that was called off before does not reach the provider (%s)', async (_, ask) => {
  const upstream = new FakeUpstream([WHOLE]);
  await expect(ask(upstream, requestOf(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  expect(upstream.requests).toEqual([]);
});
