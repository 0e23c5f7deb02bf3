import type Anthropic from '@anthropic-ai/sdk';
import { startSimulator, type RunningSimulator } from './index';
import { eventNames, onWire, QUESTION, sdk, CREDENTIALS } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: false });
});
afterAll(() => simulator.close());

const TOOLS: Anthropic.Tool[] = [
  { name: 'weather', input_schema: { type: 'object' } },
  { name: 'clock', input_schema: { type: 'object' } },
];

const ANSWER =
  'This is the Sallyport simulator, not Claude. ' +
  'You asked: "What is the capital of France? Größe 🗼" (11 input tokens).';

function textOf({ content: [block] }: Anthropic.Message): string {
  return block?.type === 'text' ? block.text : '';
}

describe('a plain answer', () => {
  it('says who speaks and counts what it cost', async () => {
    const message = await sdk(simulator).messages.create(QUESTION);
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: QUESTION.model,
      content: [{ type: 'text', text: ANSWER }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 11,
        output_tokens: Math.ceil(Buffer.byteLength(ANSWER) / 4),
        service_tier: 'standard',
      },
    });
    expect(message.id).toMatch(/^msg_sim_[0-9a-f]{24}$/);
    expect(message._request_id).toMatch(/^req_sim_\d+$/);
  });

  it('is the same, byte for byte, for the same body, and another for another', async () => {
    const ask = async (body: object): Promise<string> => (await onWire(simulator, { body })).body;
    const [first, second, other] = await Promise.all([
      ask(QUESTION),
      ask(QUESTION),
      ask({ ...QUESTION, max_tokens: 999 }),
    ]);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it.each([1, 5, 24, 28, 29])('is cut to max_tokens %i, between characters', async (max_tokens) => {
    const message = await sdk(simulator).messages.create({ ...QUESTION, max_tokens });
    const full = Math.ceil(Buffer.byteLength(ANSWER) / 4);
    expect(message.stop_reason).toBe(max_tokens < full ? 'max_tokens' : 'end_turn');
    expect(message.usage.output_tokens).toBe(Math.min(max_tokens, full));
    expect(ANSWER.startsWith(textOf(message))).toBe(true);
  });

  it('quotes the first 200 code points of the last user text', async () => {
    const messages = [
      { role: 'user' as const, content: 'first' },
      { role: 'assistant' as const, content: 'reply' },
      { role: 'user' as const, content: [{ type: 'text' as const, text: '🗼'.repeat(300) }] },
    ];
    const message = await sdk(simulator).messages.create({ ...QUESTION, messages });
    expect(textOf(message)).toContain(`"${'🗼'.repeat(200)}"`);
  });

  it('counts cached blocks as cache writes', async () => {
    const message = await sdk(simulator).messages.create({
      ...QUESTION,
      system: [{ type: 'text', text: 'x'.repeat(40), cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: 'x'.repeat(20), cache_control: { type: 'ephemeral' } }],
        },
      ],
    });
    expect(message.usage).toMatchObject({
      input_tokens: 0,
      cache_creation_input_tokens: 15,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 10 },
    });
  });

  it.each([{ stream: false }, { stream: true }])(
    'carries the account headers of the real API: %j',
    async (how) => {
      const { headers } = await onWire(simulator, {
        path: '/v1/messages?beta=true',
        body: { ...QUESTION, ...how },
      });
      expect(headers).toMatchObject({
        'request-id': expect.stringMatching(/^req_sim_/) as unknown,
        'anthropic-organization-id': 'org_simulator',
        'anthropic-ratelimit-requests-limit': expect.any(String) as unknown,
        'anthropic-ratelimit-requests-remaining': expect.any(String) as unknown,
        'anthropic-ratelimit-requests-reset': expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        'anthropic-ratelimit-tokens-limit': expect.any(String) as unknown,
        'anthropic-ratelimit-tokens-remaining': expect.any(String) as unknown,
        'anthropic-ratelimit-tokens-reset': expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        'set-cookie': [expect.stringContaining('_cfuvid=') as unknown],
        'content-type': how.stream ? 'text/event-stream; charset=utf-8' : 'application/json',
      });
    },
  );

  it('tolerates what Claude Code sends: system turns, unknown fields, a thread', async () => {
    const { status } = await onWire(simulator, {
      body: {
        ...QUESTION,
        messages: [...QUESTION.messages, { role: 'system', content: 'be brief' }],
        thinking: { type: 'adaptive' },
        context_management: { edits: [] },
        thread: { type: 'continue', previous_message_id: 'msg_1' },
      },
    });
    expect(status).toBe(200);
  });
});

describe('a streamed answer', () => {
  it('adds up, in the stream helper, to the plain answer', async () => {
    const { content, stop_reason, usage } = await sdk(simulator).messages.create(QUESTION);
    const streamed = await sdk(simulator).messages.stream(QUESTION).finalMessage();
    expect(streamed).toMatchObject({ content, stop_reason, usage });
  });

  it('tells the events of the real API in their order', async () => {
    const events: Anthropic.RawMessageStreamEvent[] = [];
    for await (const event of await sdk(simulator).messages.create({ ...QUESTION, stream: true }))
      events.push(event);
    const names = events.map(({ type }) => type);
    const deltas = names.filter((name) => name === 'content_block_delta');
    expect(deltas.length).toBeGreaterThan(3);
    expect(names).toEqual([
      'message_start',
      'content_block_start',
      ...deltas,
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[0]).toMatchObject({
      message: { content: [], stop_reason: null, usage: { input_tokens: 11, output_tokens: 1 } },
    });
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 11 } });
  });

  it('sends a ping after the block has started', async () => {
    const { body } = await onWire(simulator, { body: { ...QUESTION, stream: true } });
    expect(eventNames(body).slice(0, 4)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
    ]);
  });
});

describe('a forced tool', () => {
  it.each([
    [{ type: 'any' as const }, 'weather'],
    [{ type: 'tool' as const, name: 'clock' }, 'clock'],
  ])('is used, plain and streamed: %j', async (tool_choice, name) => {
    const asked = { ...QUESTION, tools: TOOLS, tool_choice };
    const expected = { stop_reason: 'tool_use', content: [{ type: 'tool_use', name, input: {} }] };
    expect(await sdk(simulator).messages.create(asked)).toMatchObject(expected);
    expect(await sdk(simulator).messages.stream(asked).finalMessage()).toMatchObject(expected);
  });

  it('streams its input as JSON', async () => {
    const body = { ...QUESTION, tools: TOOLS, tool_choice: { type: 'any' }, stream: true };
    expect((await onWire(simulator, { body })).body).toContain(
      '{"type":"input_json_delta","partial_json":"{}"}',
    );
  });

  it('is not used on `auto`', async () => {
    const message = await sdk(simulator).messages.create({
      ...QUESTION,
      tools: TOOLS,
      tool_choice: { type: 'auto' },
    });
    expect(message.stop_reason).toBe('end_turn');
  });
});

describe('counting and probing', () => {
  it('counts the tokens that an answer would report', async () => {
    const { model, messages } = QUESTION;
    expect(await sdk(simulator).messages.countTokens({ model, messages })).toMatchObject({
      input_tokens: 11,
    });
  });

  it('answers HEAD / without a credential', async () => {
    const { status, headers } = await onWire(simulator, { method: 'HEAD', path: '/', headers: {} });
    expect([status, headers['request-id']]).toEqual([200, expect.stringMatching(/^req_sim_/)]);
  });

  it('takes the key as a bearer token too', async () => {
    const { 'x-api-key': key, ...rest } = CREDENTIALS;
    const headers = { ...rest, authorization: `Bearer ${key}` };
    expect((await onWire(simulator, { headers, body: QUESTION })).status).toBe(200);
  });
});
