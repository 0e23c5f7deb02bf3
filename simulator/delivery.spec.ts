import { APIError } from '@anthropic-ai/sdk';
import { startSimulator, type RunningSimulator } from './index';
import { eventNames, onWire, QUESTION, sdk, settledRequests, type WireAnswer } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: true });
});
afterAll(() => simulator.close());

const STREAM = { ...QUESTION, stream: true };
const plain = (trouble?: string): Promise<WireAnswer> =>
  onWire(simulator, { body: QUESTION, ...(trouble !== undefined && { trouble }) });
const stream = (trouble?: string): Promise<WireAnswer> =>
  onWire(simulator, { body: STREAM, ...(trouble !== undefined && { trouble }) });

/** Asks with words of its own and leaves when enough has arrived; answers the outcome the simulator recorded. */
async function leaveFrom(
  trouble: string,
  enough: (received: string) => boolean,
  how: object,
): Promise<unknown> {
  const word = `leaving-${trouble.replace(/\W/g, '-')}-${Object.keys(how).join('')}-end`;
  const body = { ...QUESTION, ...how, messages: [{ role: 'user', content: word }] };
  const answer = await onWire(simulator, { body, trouble, leaveWhen: enough });
  const [recorded] = await settledRequests(simulator, word);
  return { complete: answer.complete, body: answer.body, outcome: recorded?.outcome };
}

describe('trouble in a stream', () => {
  it.each([0, 1, 4])('cut:%i destroys the socket after so many events', async (events) => {
    const answer = await stream(`cut:${String(events)}`);
    expect(answer.complete).toBe(false);
    expect(eventNames(answer.body)).toHaveLength(events);
  });

  it.each([0, 3, 999])('end-early:%i ends politely, never with message_stop', async (events) => {
    const all = eventNames((await stream()).body);
    const answer = await stream(`end-early:${String(events)}`);
    expect(answer.complete).toBe(true);
    expect(eventNames(answer.body)).toEqual(all.slice(0, Math.min(events, all.length - 1)));
  });

  it.each([0, 2])(
    'hang-after:%i falls silent after so many events, until the client leaves',
    async (events) => {
      const heard = (received: string): boolean => eventNames(received).length === events;
      const left = await leaveFrom(`hang-after:${String(events)}`, heard, { stream: true });
      expect(left).toMatchObject({ complete: false, outcome: 'client_left' });
    },
  );

  it('error-event:N tells an overload, as the SDK reads it', async () => {
    const headers = { 'x-simulator-trouble': 'error-event:4' };
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { type } of await sdk(simulator).messages.create(
        { ...QUESTION, stream: true },
        { headers },
      )) {
        seen.push(type);
      }
    })();
    await expect(reading).rejects.toMatchObject({ type: 'overloaded_error' });
    await expect(reading).rejects.toBeInstanceOf(APIError);
    expect(seen).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
  });

  it('garbage puts lines that are no events between good ones', async () => {
    const answer = await stream('garbage');
    expect(answer.body).toMatch(
      /\n<<< not an event >>>\n\nevent: content_block_delta\ndata: {"type": not json\n\n/,
    );
    expect(eventNames(answer.body).at(-1)).toBe('message_stop');
  });

  it.each([1, 7, 64])('split:%i breaks events and characters, and changes no byte', async (bytes) => {
    const answer = await stream(`split:${String(bytes)}`);
    expect(Math.max(...answer.pieces.map(({ length }) => length))).toBeLessThanOrEqual(bytes);
    expect(answer.body).toBe((await stream()).body);
  });

  it('drip:MS sends every event by itself, so much apart', async () => {
    const started = performance.now();
    const answer = await stream('drip:2');
    const events = eventNames(answer.body).length;
    expect(answer.body).toBe((await stream()).body);
    expect(answer.pieces.length).toBe(events);
    // Node's timers may fire up to a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(events);
  });

  it('endless-line never ends its line, until the client leaves', async () => {
    const left = await leaveFrom('endless-line', (received) => received.length > 1_000_000, { stream: true });
    expect(left).toMatchObject({
      outcome: 'client_left',
      body: expect.stringMatching(/"text":"x{900000}x*$/) as unknown,
    });
  });
});

describe('trouble in a plain answer', () => {
  it('cut destroys the socket after half of the body', async () => {
    const [whole, answer] = [await plain(), await plain('cut:1')];
    expect(answer.complete).toBe(false);
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(whole.body));
    const bytes = Buffer.from(whole.body);
    expect(answer.body).toBe(bytes.toString('utf8', 0, Math.floor(bytes.length / 2)));
  });

  it('end-early ends politely with half of the JSON', async () => {
    const [whole, answer] = [await plain(), await plain('end-early:1')];
    expect(answer.complete).toBe(true);
    expect(answer.body.length).toBeLessThan(whole.body.length);
    expect(whole.body.startsWith(answer.body)).toBe(true);
  });

  it('hang-after falls silent after half of it, until the client leaves', async () => {
    const left = await leaveFrom('hang-after:1', (received) => received.length > 100, {});
    expect(left).toMatchObject({ complete: false, outcome: 'client_left' });
  });

  it('error-event is an overload', async () => {
    expect((await plain('error-event:1')).status).toBe(529);
  });

  it('garbage is called JSON and is none', async () => {
    const { status, headers, body } = await plain('garbage');
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
  });

  it.each(['split:3', 'drip:1'])('%s changes no byte', async (trouble) => {
    const answer = await plain(trouble);
    expect(answer.body).toBe((await plain()).body);
    expect(answer.pieces.length).toBeGreaterThan(8);
  });

  it('endless-line never ends, until the client leaves', async () => {
    const left = await leaveFrom('endless-line', (received) => received.length > 500_000, {});
    expect(left).toMatchObject({ outcome: 'client_left' });
  });
});

describe('big:BYTES', () => {
  const text = (answer: { readonly content: readonly object[] }): unknown => answer.content[0];

  it.each([0, 1_000, 300_000])('answers with %i bytes of text, plain and streamed', async (bytes) => {
    const headers = { 'x-simulator-trouble': `big:${String(bytes)}` };
    const whole = await sdk(simulator).messages.create(QUESTION, { headers });
    const streamed = await sdk(simulator).messages.stream(QUESTION, { headers }).finalMessage();
    expect(text(whole)).toMatchObject({
      text: expect.stringMatching(new RegExp(`^[a-z ]{${String(bytes)}}$`)) as string,
    });
    expect(text(streamed)).toEqual(text(whole));
    expect(whole.usage.output_tokens).toBe(Math.ceil(bytes / 4));
  });

  it.each([{}, { stream: true }])('stops when the client leaves half-way: %j', async (how) => {
    const left = await leaveFrom('big:60000000', (received) => received.length > 100_000, how);
    expect(left).toMatchObject({ complete: false, outcome: 'client_left' });
  });
});
