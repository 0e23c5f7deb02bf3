import { startSimulator, type RunningSimulator } from './index';
import type { Message } from './message';
import { INTRODUCTION } from './structured';
import { onWire, QUESTION, sdk, type WireAnswer } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: true });
});
afterAll(() => simulator.close());

const SCHEMA = {
  type: 'object',
  properties: { answer: { type: 'string' }, count: { type: 'integer' }, why: { type: 'string' } },
  required: ['answer', 'count', 'why'],
  additionalProperties: false,
};
const FORMAT = { output_config: { format: { type: 'json_schema' as const, schema: SCHEMA } } };
const FORM = { ...QUESTION, ...FORMAT };
const JSON_TEXT = JSON.stringify({ answer: INTRODUCTION, count: 0, why: INTRODUCTION });
const tokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

const ask = (body: object, trouble?: string): Promise<WireAnswer> =>
  onWire(simulator, { body, ...(trouble !== undefined && { trouble }) });
const messageOf = ({ body }: WireAnswer): Message => JSON.parse(body) as Message;
const said = (text: string): object => ({
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  usage: { output_tokens: tokens(text) },
});

describe('a structured answer', () => {
  it('is a text block of JSON, plain and streamed, whose schema counts as input', async () => {
    const answer = said(JSON_TEXT);
    const plain = await sdk(simulator).messages.create(FORM);
    const streamed = await sdk(simulator).messages.stream(FORM).finalMessage();
    expect(plain).toMatchObject(answer);
    expect(streamed).toMatchObject(answer);
    const { model, messages } = QUESTION;
    const counted = await sdk(simulator).messages.countTokens({ model, messages, ...FORMAT });
    const input = 11 + tokens(JSON.stringify(SCHEMA));
    expect([plain.usage.input_tokens, streamed.usage.input_tokens, counted.input_tokens]).toEqual([
      input,
      input,
      input,
    ]);
  });

  it('is cut to max_tokens as any other', async () => {
    expect(await sdk(simulator).messages.create({ ...FORM, max_tokens: 5 })).toMatchObject({
      content: [{ type: 'text', text: JSON_TEXT.slice(0, 20) }],
      stop_reason: 'max_tokens',
      usage: { output_tokens: 5 },
    });
  });

  it('gives way to a forced tool', async () => {
    const tools = [{ name: 'clock', input_schema: { type: 'object' } }];
    expect(messageOf(await ask({ ...FORM, tools, tool_choice: { type: 'any' } }))).toMatchObject({
      stop_reason: 'tool_use',
    });
  });

  it.each(['/v1/messages', '/v1/messages/count_tokens'])(
    'is refused by %s for a bad schema',
    async (path) => {
      const schema = { ...SCHEMA, additionalProperties: true };
      const body = { ...QUESTION, output_config: { format: { type: 'json_schema', schema } } };
      const { status, body: refusal } = await onWire(simulator, { path, body });
      expect([status, JSON.parse(refusal)]).toMatchObject([
        400,
        {
          error: {
            type: 'invalid_request_error',
            message: expect.stringMatching(/^output_config\.format\.schema: /) as unknown,
          },
        },
      ]);
    },
  );
});

describe('say', () => {
  const SCRIPTED = '{"answer":42}';
  const SAID = 'Half, 50%: "größe" 🗼';

  it.each([
    ['a plain answer', QUESTION, SAID, SAID],
    ['a plain answer, JSON or not', QUESTION, SCRIPTED, SCRIPTED],
    ['the first string', FORM, SAID, JSON.stringify({ answer: SAID, count: 0, why: INTRODUCTION })],
    ['a whole structured answer', FORM, SCRIPTED, SCRIPTED],
  ])('is %s', async (_, body, text, answer) => {
    const trouble = `say:${encodeURIComponent(text)}`;
    expect(messageOf(await ask(body, trouble))).toMatchObject(said(answer));
    const headers = { 'x-simulator-trouble': trouble };
    const streamed = await sdk(simulator).messages.stream(body, { headers }).finalMessage();
    expect(streamed).toMatchObject(said(answer));
  });

  it('can be queued', async () => {
    const body = { trouble: `say:${encodeURIComponent(SAID)}` };
    await onWire(simulator, { path: '/_simulator/trouble', headers: {}, body });
    expect(messageOf(await ask(FORM)).content).toEqual([
      { type: 'text', text: JSON.stringify({ answer: SAID, count: 0, why: INTRODUCTION }) },
    ]);
    expect(messageOf(await ask(FORM)).content).toEqual([{ type: 'text', text: JSON_TEXT }]);
  });

  it('is cut to max_tokens as any other answer', async () => {
    expect(messageOf(await ask({ ...QUESTION, max_tokens: 1 }, 'say:abcdef'))).toMatchObject({
      content: [{ text: 'abcd' }],
      stop_reason: 'max_tokens',
      usage: { output_tokens: 1 },
    });
  });

  it('leaves refusals and tools alone', async () => {
    const tools = [{ name: 'clock', input_schema: { type: 'object' } }];
    const forced = { ...QUESTION, tools, tool_choice: { type: 'any' } };
    expect((await ask({ ...QUESTION, model: 'claude-none' }, 'say:x')).status).toBe(404);
    expect(messageOf(await ask(forced, 'say:x')).stop_reason).toBe('tool_use');
  });
});
