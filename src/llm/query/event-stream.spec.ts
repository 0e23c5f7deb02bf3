import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { parseEvents } from '../../../test/support/events';
import { serve, type TestServer } from '../../http/serve.fixture';
import { EventStream } from './event-stream';

let server: TestServer;
let handle: (response: ServerResponse) => void;
beforeAll(async () => {
  server = await serve((_, response) => {
    handle(response);
  });
});
afterAll(() => server.close());

/** Opens a request and gives both of its ends; the answer is not read until the test reads it. */
async function open(): Promise<{
  readonly response: ServerResponse;
  readonly answer: Promise<IncomingMessage>;
  leave(): void;
}> {
  const arrived = new Promise<ServerResponse>((resolve) => {
    handle = resolve;
  });
  const request = get(server.url, { agent: false });
  request.on('error', () => undefined);
  const answer = once(request, 'response').then(([message]) => {
    const incoming = message as IncomingMessage;
    incoming.on('error', () => undefined);
    return incoming.pause();
  });
  answer.catch(() => undefined);
  return { response: await arrived, answer, leave: () => request.destroy() };
}

describe('an event stream', () => {
  it('begins with the first event, so that a failure before it can still be a status', async () => {
    const { response, answer } = await open();
    const events = new EventStream(response);
    expect(events.begun).toBe(false);
    await events.send('delta', {}, ['X-Own', 'here']);
    expect(events.begun).toBe(true);
    events.close('done', {});
    const { statusCode, headers } = await answer;
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-own': 'here',
    });
  });

  it('carries any text as data: nothing in it can forge an event', async () => {
    const forged = fc.constantFrom('\n\nevent: done\ndata: {}\n\n', '\r\n', '\r', '\u2028', '"}\n', ':');
    const piece = fc.oneof(fc.string(), forged);
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const { response, answer } = await open();
        const events = new EventStream(response);
        for (const each of pieces) await events.send('delta', { text: each });
        events.close('done', { answer: pieces.join('') });
        expect(parseEvents(await text(await answer))).toEqual([
          ...pieces.map((each) => ({ event: 'delta', data: { text: each } })),
          { event: 'done', data: { answer: pieces.join('') } },
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it('may be its last event alone', async () => {
    const { response, answer } = await open();
    new EventStream(response).close('error', { code: 'x' });
    expect(parseEvents(await text(await answer))).toEqual([{ event: 'error', data: { code: 'x' } }]);
  });
});

describe('a reader that is slower than the model', () => {
  interface HeldUp {
    readonly stream: Awaited<ReturnType<typeof open>>;
    readonly events: EventStream;
    /** Resolves when the event is taken, or its reader gone. */
    readonly sent: Promise<void> | undefined;
  }

  /** Sends one event that is larger than all buffers on the way. */
  async function heldUp(): Promise<HeldUp> {
    const stream = await open();
    const events = new EventStream(stream.response);
    const sent = events.send('delta', 'x'.repeat(40_000_000));
    await stream.answer;
    return { stream, events, sent };
  }

  it('is waited for, and gets everything', async () => {
    const { stream, events, sent } = await heldUp();
    expect(sent).toBeInstanceOf(Promise);
    const reading = text(await stream.answer);
    await sent;
    events.close('done', {});
    expect(parseEvents(await reading).at(-1)).toEqual({ event: 'done', data: {} });
  });

  it('is not waited for once it is gone', async () => {
    const { stream, events, sent } = await heldUp();
    expect(sent).toBeInstanceOf(Promise);
    stream.leave();
    await sent;
    expect(stream.response.listenerCount('drain')).toBe(0);
    expect(events.send('delta', {})).toBeUndefined();
  });

  it('is cut off at the end instead of being written to', async () => {
    const { stream, events } = await heldUp();
    events.close('error', {});
    expect(stream.response.destroyed).toBe(true);
    stream.leave();
  });
});

it('a reader that keeps up is not waited for', async () => {
  const { response, answer } = await open();
  const events = new EventStream(response);
  expect(events.send('delta', {})).toBeUndefined();
  events.close('done', {});
  expect(parseEvents(await text(await answer))).toHaveLength(2);
});
