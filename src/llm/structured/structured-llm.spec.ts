import { Logger } from '@nestjs/common';
import { IsArray, IsInt, IsString, Length, Max } from 'class-validator';
import { principalOf } from '../../auth/principal.fixture';
import { configOf } from '../../config/config.fixture';
import { GatewayError, microUsd } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { dataTurn } from '../data-turn';
import { FakeUpstream, HANG, lost, MESSAGE, plainOf, refusal, type Act } from '../fake-upstream.fixture';
import { FakeLedger, llmOf } from '../llm.fixture';
import { outputSchemaOf } from './output-schema';
import { StructuredLlm, type StructuredAnswer, type StructuredRequest } from './structured-llm';

class Verdict {
  @IsString()
  @Length(1, 5)
  word!: string;

  @IsInt()
  @Max(9)
  weight!: number;

  @IsArray()
  @IsString({ each: true })
  reasons!: string[];
}

const GOOD = { word: 'yes', weight: 9, reasons: [] };
const TURNS = [dataTurn('{"a":1}', 'Is it so?')];

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  warn.mockRestore();
});

interface Test {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly structured: StructuredLlm;
  readonly ask: (part?: Partial<StructuredRequest<Verdict>>) => Promise<StructuredAnswer<Verdict>>;
}

function testOf(acts: readonly Act[], env: Readonly<Record<string, string>> = {}): Test {
  const upstream = new FakeUpstream(acts);
  const ledger = new FakeLedger();
  const structured = new StructuredLlm(llmOf(upstream, ledger, env).llm, configOf(env));
  const ask: Test['ask'] = (part = {}) =>
    structured.ask({
      form: Verdict,
      model: undefined,
      maxTokens: 77,
      turns: TURNS,
      principal: principalOf(),
      requestId: 'req_1',
      route: '/somewhere',
      departure: new AbortController().signal,
      ...part,
    });
  return { upstream, ledger, structured, ask };
}

const saysInPieces = (...texts: readonly string[]): Act =>
  plainOf(JSON.stringify({ ...MESSAGE, content: texts.map((text) => ({ type: 'text', text })) }));
const says = (form: unknown): Act => saysInPieces(JSON.stringify(form));

describe('a question whose answer is a form', () => {
  it('is asked as a structured output', async () => {
    const { ask, upstream } = testOf([says(GOOD)], { ANTHROPIC_MODEL: 'claude-opus-5-5' });
    await ask();
    expect(upstream.asked).toEqual([
      {
        model: 'claude-opus-5-5',
        max_tokens: 77,
        output_config: { format: { type: 'json_schema', schema: outputSchemaOf(Verdict) } },
        messages: TURNS,
        stream: false,
      },
    ]);
  });

  it('is asked of the model that it names, and accounted for under its type', async () => {
    const { ask, upstream, ledger } = testOf([says(GOOD)]);
    await ask({ model: 'claude-haiku-5-5', queryType: 'sales', maxCost: microUsd(1_000_000n), once: true });
    expect(upstream.asked).toMatchObject([{ model: 'claude-haiku-5-5' }]);
    expect(Object.keys(upstream.asked[0] ?? {}).sort()).toEqual([
      'max_tokens',
      'messages',
      'model',
      'output_config',
      'stream',
    ]);
    expect(ledger.rows).toMatchObject([
      { model: 'claude-sonnet-5-5', queryType: 'sales', route: '/somewhere', requestId: 'req_1' },
    ]);
  });

  it('is answered with the form, and what it took', async () => {
    const { ask } = testOf([says(GOOD)]);
    const answer = await ask();
    expect(answer).toEqual({
      filled: GOOD,
      text: JSON.stringify(GOOD),
      model: 'claude-sonnet-5-5',
      usage: expect.objectContaining({ inputTokens: 10, outputTokens: 20 }) as unknown,
      cost: 220n,
      degraded: false,
    });
    expect(answer.filled).toBeInstanceOf(Verdict);
    expect(warn).not.toHaveBeenCalled();
  });

  it('may be answered in pieces', async () => {
    const { ask } = testOf([saysInPieces('{"word":"yes",', '"weight":9,"reasons":["a"]}')]);
    expect((await ask()).filled).toEqual({ ...GOOD, reasons: ['a'] });
  });

  it('is answered by whom it says', () => {
    expect(testOf([]).structured.provider).toBe('fake');
  });
});

describe('what does not fill in the form', () => {
  it.each<[string, string]>([
    ['no text', ''],
    ['words', 'canary42'],
    ['a form after words', `Here: ${JSON.stringify(GOOD)}`],
    ['a form in a fence', `\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``],
    ['a form cut short', '{"word":"canary42'],
    ['null', 'null'],
    ['a number', '5'],
    ['a text', '"canary42"'],
    ['a list', '[]'],
    ['a list of forms', JSON.stringify([GOOD])],
    ['a form without a field', JSON.stringify({ word: 'yes', weight: 1 })],
    ['a form with a field too many', JSON.stringify({ ...GOOD, extra: 'canary42' })],
    ['a form with a wrong type', JSON.stringify({ ...GOOD, weight: '1' })],
    ['a form out of bounds', JSON.stringify({ ...GOOD, word: 'canary42' })],
    ['a form with a prototype', '{"__proto__":{"word":"yes","weight":1,"reasons":[]}}'],
  ])('is none, is paid, and is not repeated in the log: %s', async (_, said) => {
    const { ask, ledger } = testOf([saysInPieces(said)]);
    expect(await ask()).toMatchObject({ filled: undefined, text: said, cost: 220n });
    expect(ledger.rows).toHaveLength(1);
    expect(warn).toHaveBeenCalledTimes(1);
    const [[told]] = warn.mock.calls as [[object]];
    expect(told).toMatchObject({ request_id: 'req_1' });
    expect(JSON.stringify(warn.mock.calls)).not.toContain('canary42');
  });
});

describe('what the provider or the gateway refuses', () => {
  it.each([400, 404, 413, 422])('with %i is no fault of who asks', async (status) => {
    const { ask } = testOf([refusal(status)]);
    const refused = await refusalOf(() => ask());
    expect(refused).toMatchObject({ code: 'upstream_error', extras: {} });
    expect(refused.cause).toMatchObject({ code: 'validation_failed' });
    expect(refused.message).not.toContain('canary42');
  });

  it.each<[string, Act, string]>([
    ['an error', refusal(500), 'upstream_error'],
    ['overload', refusal(529), 'upstream_unavailable'],
    ['no connection', lost(), 'upstream_error'],
  ])('is raised as it is: %s', async (_, act, code) => {
    const { ask } = testOf([act], { UPSTREAM_MAX_RETRIES: '0' });
    expect((await refusalOf(() => ask())).code).toBe(code);
  });

  it('is raised as it is: a model that may not be asked, a store that is away', async () => {
    const principal = principalOf({ models: ['other'] });
    expect((await refusalOf(() => testOf([says(GOOD)]).ask({ principal }))).code).toBe('model_denied');
    const { ask, ledger } = testOf([says(GOOD)]);
    const away = new GatewayError('store_unavailable', 'away');
    ledger.store = () => Promise.reject(away);
    await expect(ask()).rejects.toBe(away);
  });

  it('is raised as it is: that who asked has left', async () => {
    const { ask } = testOf([HANG]);
    await expect(ask({ departure: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
