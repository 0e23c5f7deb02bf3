import fc from 'fast-check';
import { NO_USAGE } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { CallTally } from '../call-tally';
import { UpstreamFailure } from '../resilience/upstream-failure';
import { EventReader, requireNoError, type NotedEvent } from './event-reader';
import { closingOf, contentOf, eventOf, PING, START, STOP, textOf } from './stream.fixture';

const CANARY = 'canary42';

let tally: CallTally;
let reader: EventReader;
beforeEach(() => {
  tally = new CallTally('asked-for', 0);
  reader = new EventReader(tally, () => 7);
});
const note = (...events: readonly Buffer[]): readonly NotedEvent[] =>
  events.map((event) => reader.note(event));

const PASSED: NotedEvent = { place: 'middle', isContent: false, text: '' };
const CONTENT: NotedEvent = { place: 'middle', isContent: true, text: '' };

describe('a piece of text', () => {
  const whole = (data: string): Buffer => Buffer.from(`event: content_block_delta\ndata: ${data}\n\n`);

  it('reads as JSON does, however it is spelled, and counts by its bytes', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(text, fc.nat(30), fc.nat(3), (said, index, blanks) => {
        const delta = { type: 'content_block_delta', index, delta: { type: 'text_delta', text: said } };
        const data = JSON.stringify(delta).replace(/}}$/, `}${' '.repeat(blanks)}}`);
        const fresh = new CallTally('asked-for', 0);
        const [, noted] = [START, whole(data)].map((event) => new EventReader(fresh, () => 7).note(event));
        expect(noted).toEqual({ place: 'middle', isContent: true, text: said });
        const [part] = fresh.partsUpTo(1_000_000) ?? [];
        expect(part?.usage.outputTokens).toBe(Math.max(1, Buffer.byteLength(said)));
      }),
    );
  });

  it.each(['{"type":"content_block_delta","index":01,"delta":{"type":"text_delta","text":"a"}}', '{'])(
    'that is no JSON is refused: %s',
    async (data) => {
      expect(await refusalOf(() => reader.note(whole(data)))).toMatchObject({ code: 'upstream_error' });
    },
  );
});

describe('the reader of events', () => {
  it('learns the model, the input and the time of the first token from message_start', () => {
    expect(note(START)).toEqual([CONTENT]);
    expect(tally).toMatchObject({ model: 'claude-sonnet-5-5', firstTokenAt: 7, isStarted: true });
    expect(tally.usage).toEqual({ ...NO_USAGE, inputTokens: 10, outputTokens: 1 });
  });

  it('takes later counts for the earlier ones and never adds them up', () => {
    note(START, closingOf(5), closingOf(20));
    expect(tally.usage).toMatchObject({ inputTokens: 10, outputTokens: 20 });
    const usage = { input_tokens: 11, output_tokens: 21, cache_read_input_tokens: 3 };
    note(eventOf('message_delta', { delta: {}, usage }), STOP);
    expect(tally.usage).toEqual({ ...NO_USAGE, inputTokens: 11, outputTokens: 21, cacheReadTokens: 3 });
  });

  it('keeps the last reason to stop that was named', () => {
    note(START, closingOf(1, 'max_tokens'), closingOf(2, null));
    expect(tally.stopReason).toBe('max_tokens');
    note(closingOf(3, 'end_turn'));
    expect(tally.stopReason).toBe('end_turn');
  });

  it('knows the ending and the end', () => {
    expect(note(START, closingOf(1), STOP).map(({ place }) => place)).toEqual(['middle', 'closing', 'end']);
    expect(tally.isEnded).toBe(true);
  });

  it('tells the pieces of the text', () => {
    expect(note(START, textOf('Grüße, '), textOf('日本'), textOf('')).map(({ text }) => text)).toEqual([
      '',
      'Grüße, ',
      '日本',
      '',
    ]);
  });

  it.each([
    ['text', { type: 'text_delta', text: '日本' }, 6],
    ['thinking', { type: 'thinking_delta', thinking: 'Hm, é' }, 6],
    ['the input of a tool', { type: 'input_json_delta', partial_json: '{"a":' }, 5],
    ['a signature', { type: 'signature_delta', signature: 'abcd' }, 4],
    ['a citation', { type: 'citations_delta', citation: { cited_text: 'x' } }, 0],
    ['what nobody has heard of', { type: 'new_delta', news: 'four' }, 4],
  ])('counts the bytes of %s in a broken answer', (_, delta, bytes) => {
    note(START);
    const { isContent, text } = reader.note(contentOf(delta));
    expect([isContent, text]).toEqual([true, delta.type === 'text_delta' ? '日本' : '']);
    expect(tally.partsUpTo(1000)).toMatchObject([{ usage: { outputTokens: Math.max(1, bytes) } }]);
    expect(tally.usage.outputTokens).toBe(1);
  });

  it.each([
    ['content_block_start', { content_block: { type: 'text', text: '' } }],
    [
      'content_block_start',
      { content_block: { type: 'web_search_tool_result', content: 'long '.repeat(9) } },
    ],
    ['content_block_start', {}],
    ['content_block_start', { content_block: {} }],
    ['content_block_stop', {}],
  ])('takes %s for content: %j', (name, fields) => {
    expect(note(START, eventOf(name, { index: 0, ...fields }))).toEqual([CONTENT, CONTENT]);
    expect(tally.partsUpTo(1000)).toMatchObject([{ usage: { outputTokens: 1 } }]);
  });

  it.each([{ type: 'tool_use', id: 'a', name: 'weather', input: {} }, { type: 'what nobody has heard of' }])(
    'counts the bytes of %j, which begins a call, in a broken answer',
    (block) => {
      note(START, eventOf('content_block_start', { index: 0, content_block: block }));
      const outputTokens = JSON.stringify(block).length;
      expect(tally.partsUpTo(1000)).toMatchObject([{ usage: { outputTokens } }]);
    },
  );

  it.each(['thinking', 'redacted_thinking'])(
    'bounds a broken answer with %s in it by what was allowed, since not all of it is shown',
    (type) => {
      note(START, textOf('a word'), eventOf('content_block_start', { index: 1, content_block: { type } }));
      expect(tally.partsUpTo(1000)).toMatchObject([{ usage: { outputTokens: 1000 } }]);
      note(closingOf(20), STOP);
      expect(tally.partsUpTo(1000)).toMatchObject([{ usage: { outputTokens: 20 } }]);
    },
  );

  it('lets a message begin that counts nothing yet', () => {
    expect(note(eventOf('message_start', { message: { model: 'm', usage: null } }))).toEqual([CONTENT]);
    expect(tally).toMatchObject({ model: 'm', isStarted: true });
    expect(tally.partsUpTo(1000)).toBeUndefined();
  });

  it('learns of surcharges and of kinds that nobody knows, wherever they are told', () => {
    const usage = { output_tokens: 2, speed: 'fast', news: 3 };
    note(START, eventOf('message_delta', { delta: {}, usage }), closingOf(20), STOP);
    expect(tally.surcharges).toEqual(['fast']);
    expect(tally.unknownFields).toEqual(['news']);
    expect(tally.usage).toEqual({ ...NO_USAGE, inputTokens: 10, outputTokens: 20, unknownUnits: 3 });
  });

  it.each([
    ['a ping', PING],
    ['an unknown event', eventOf('message_pause', {})],
    ['an unknown event that is no JSON', Buffer.from('event: news\ndata: {{{\n\n')],
    ['a comment', Buffer.from(': still here\n\n')],
    ['data without a name', Buffer.from('data: {"type":"message_stop"}\n\n')],
    ['blank lines', Buffer.from('\n\n')],
    ...['constructor', '__proto__', 'toString', 'hasOwnProperty'].map((name): [string, Buffer] => [
      `an event named ${name}`,
      Buffer.from(`event: ${name}\ndata: {}\n\n`),
    ]),
  ])('lets %s by', (_, event) => {
    expect(note(START, event)).toEqual([CONTENT, PASSED]);
    expect(tally.isEnded).toBe(false);
  });

  it.each([
    ['CRLF', eventOf('content_block_delta', { delta: { type: 'text_delta', text: 'x' } }, '\r\n')],
    [
      'no blank after the colon',
      Buffer.from('event:content_block_delta\ndata:{"delta":{"type":"text_delta","text":"x"}}\n\n'),
    ],
    [
      'data on several lines',
      Buffer.from('event: content_block_delta\ndata: {"delta":\ndata: {"type":"text_delta","text":"x"}}\n\n'),
    ],
    [
      'data before the name',
      Buffer.from('data: {"delta":{"type":"text_delta","text":"x"}}\n: hm\nevent: content_block_delta\n\n'),
    ],
  ])('reads an event with %s', (_, event) => {
    expect(note(event)).toEqual([{ ...CONTENT, text: 'x' }]);
  });
});

describe('an event that makes no sense', () => {
  it.each([
    ['is no JSON', Buffer.from(`event: message_start\ndata: {${CANARY}\n\n`)],
    ['has no data', Buffer.from('event: message_delta\n\n')],
    ['is no object', Buffer.from('event: content_block_delta\ndata: "x"\n\n')],
    ['is null', Buffer.from('event: content_block_delta\ndata: null\n\n')],
    ['starts no message', eventOf('message_start', {})],
    ['has no delta', eventOf('content_block_delta', {})],
    ['ends nothing', eventOf('message_delta', { usage: { output_tokens: 1 } })],
    ['ends before it has begun', STOP],
  ])('because it %s is a fault of the provider, not to be asked again', async (_, event) => {
    const error = await refusalOf(() => reader.note(event));
    expect(error).toBeInstanceOf(UpstreamFailure);
    expect(error).toMatchObject({ code: 'upstream_error', prospects: { again: false, sick: false } });
    expect(`${error.message} ${String(error.cause)}`).not.toContain(CANARY);
    expect(tally.isEnded).toBe(false);
  });
});

describe('an error event', () => {
  const errorOf = (type: string): Buffer => eventOf('error', { error: { type, message: CANARY } });

  it.each([
    ['overloaded_error', 'upstream_unavailable', { retry_after: 5 }, { again: true, sick: true }],
    ['rate_limit_error', 'upstream_unavailable', { retry_after: 5 }, { again: true, sick: false }],
    ['api_error', 'upstream_error', {}, { again: true, sick: true }],
    ['invalid_request_error', 'upstream_error', {}, { again: false, sick: false }],
    [CANARY, 'upstream_error', {}, { again: true, sick: true }],
  ])(
    'of type %s is %s, in our words, and means what its status would',
    async (type, code, extras, prospects) => {
      const error = await refusalOf(() => reader.note(errorOf(type)));
      expect(error).toMatchObject({ code, extras, prospects });
      expect(`${error.message} ${String(error.cause)}`).not.toContain(CANARY);
    },
  );

  it('is one also where it is no JSON', async () => {
    const event = Buffer.from('event: error\ndata: oh no\n\n');
    expect((await refusalOf(() => reader.note(event))).code).toBe('upstream_error');
  });

  it('is no beginning of a stream', async () => {
    const events = Buffer.concat([errorOf('overloaded_error'), START]);
    expect((await refusalOf(requireNoError.bind(undefined, events))).code).toBe('upstream_unavailable');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a message', START],
    ['a comment', Buffer.from(': hello\n\n')],
    ['what is not understood yet', Buffer.from('event: message_start\ndata: {{{\n\n')],
    ['a message that fails later', Buffer.concat([START, errorOf('api_error')])],
  ])('is not found in a stream that begins with %s', (_, events) => {
    expect(() => {
      requireNoError(events);
    }).not.toThrow();
  });
});
