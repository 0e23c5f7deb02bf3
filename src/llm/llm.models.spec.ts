import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import {
  HANG,
  FakeUpstream,
  refusal,
  STARTED,
  streamOf,
  STREAM,
  WHOLE,
  type Act,
} from './fake-upstream.fixture';
import type { LlmCall } from './llm-call';
import { ASKED, callOf, FakeLedger, llmOf, RecordingSink, stopTime, testOf, type Test } from './llm.fixture';
import { CircuitOpen } from './resilience/upstream-failure';

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('a caller who is limited to some models', () => {
  const bound = (...models: string[]): Partial<LlmCall> => ({ principal: principalOf({ models }) });

  it.each<[string, Partial<LlmCall>]>([
    ['the one', bound(ASKED)],
    ['one of them', bound('other', ASKED)],
    ['several of them', { ...bound('other', ASKED), otherModels: ['other'] }],
    ['any, without a limit', { otherModels: ['other'] }],
  ])('asks %s', async (_, part) => {
    const { ask, ledger } = testOf([WHOLE]);
    await ask(part);
    expect(ledger.rows).toHaveLength(1);
  });

  it.each<[string, Partial<LlmCall>, string, string]>([
    ['none', bound(), ASKED, 'none'],
    ['others', bound('a', 'b'), ASKED, 'a, b'],
    ['a family', bound('claude-opus'), ASKED, 'claude-opus'],
    ['a longer name', bound(`${ASKED}-1`), ASKED, `${ASKED}-1`],
    ['another case', bound(ASKED.toUpperCase()), ASKED, ASKED.toUpperCase()],
    ['a star', bound('*'), ASKED, '*'],
    [
      'the asked model, and another is meant too',
      { ...bound(ASKED), otherModels: [ASKED, 'sly'] },
      'sly',
      ASKED,
    ],
  ])(
    'to %s asks no other: the upstream does not hear of it, and no row is kept',
    async (_, part, denied, named) => {
      const { ask, upstream, ledger } = testOf([WHOLE]);
      await expect(ask(part)).rejects.toMatchObject({
        code: 'model_denied',
        message: `This credential may not ask ${denied}; the models that it may: ${named}`,
        extras: { fields: ['model'] },
      });
      expect(upstream.requests).toEqual([]);
      expect(ledger.rows).toEqual([]);
    },
  );
});

/** A service whose asked model has an open circuit, and whose upstream does this from now on. */
async function openedOn(acts: readonly Act[], fallback = 'claude-haiku-5-5'): Promise<Test> {
  const env = {
    ANTHROPIC_FALLBACK_MODEL: fallback,
    CIRCUIT_FAILURE_THRESHOLD: '1',
    UPSTREAM_MAX_RETRIES: '0',
  };
  const test = testOf([refusal(500)], env);
  await test.refused();
  expect(test.caller.openCircuits).toEqual([ASKED]);
  test.ledger.rows.length = 0;
  test.upstream.requests.length = 0;
  test.upstream.acts = acts;
  return test;
}

describe('a model whose circuit is open', () => {
  it.each([
    ['plainly', WHOLE, undefined],
    ['in a stream', STREAM, new RecordingSink()],
  ])('is stood in for by another, which is said, %s', async (_, act, sink) => {
    const { ask, upstream, ledger } = await openedOn([act]);
    const thought = { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', signature: 's' }] };
    const body = Buffer.from(
      JSON.stringify({ model: ASKED, max_tokens: 5, messages: [thought], speed: 'fast' }),
    );
    expect(await ask({ body }, sink)).toMatchObject({ degraded: true, cost: 220n });
    expect(upstream.asked).toEqual([{ model: 'claude-haiku-5-5', max_tokens: 5, messages: [] }]);
    expect(ledger.rows).toMatchObject([{ outcome: 'answered', attempts: 1 }]);
  });

  it.each<[string, string, Partial<LlmCall>]>([
    ['none is configured', '', {}],
    ['it is the one that is asked', ASKED, {}],
    ['the history stays with the provider', 'claude-haiku-5-5', { thread: true }],
    ['the caller may not ask the other', 'claude-haiku-5-5', { principal: principalOf({ models: [ASKED] }) }],
  ])('is not stood in for where %s: 503 at once, and no row', async (_, fallback, part) => {
    const { ask, upstream, ledger } = await openedOn([WHOLE], fallback);
    const thrown: unknown = await ask(part).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CircuitOpen);
    expect(thrown).toMatchObject({ code: 'upstream_unavailable', status: 503, extras: { retry_after: 60 } });
    expect(upstream.requests).toEqual([]);
    expect(ledger.rows).toEqual([]);
  });

  it('is stood in for where the caller may ask both', async () => {
    const { ask } = await openedOn([WHOLE]);
    const principal = principalOf({ models: [ASKED, 'claude-haiku-5-5'] });
    expect(await ask({ principal })).toMatchObject({ degraded: true });
  });

  it('is refused when the other one’s circuit is open, too', async () => {
    const { refused, ask, upstream } = await openedOn([refusal(500)]);
    expect(await refused()).toBe('upstream_error');
    await expect(ask()).rejects.toBeInstanceOf(CircuitOpen);
    expect(upstream.requests).toHaveLength(1);
  });

  it('is asked again when its time is up', async () => {
    const { ask, upstream } = await openedOn([WHOLE]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await ask()).toMatchObject({ degraded: false });
    expect(upstream.asked).toMatchObject([{ model: ASKED }]);
  });
});

describe('a model whose circuit is closed', () => {
  it.each([refusal(500), refusal(429), refusal(400)])('is never stood in for ($status)', async (act) => {
    const env = { ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5-5', UPSTREAM_MAX_RETRIES: '0' };
    const { refused, upstream } = testOf([act], env);
    expect(await refused()).toBeDefined();
    expect(upstream.asked).toMatchObject([{ model: ASKED }]);
  });

  it('opens its circuit by answers that stall in the middle', async () => {
    const env = { CIRCUIT_FAILURE_THRESHOLD: '2' };
    const { refused, caller } = testOf([streamOf(STARTED, HANG)], env);
    for (const open of [[], [ASKED]]) {
      const asked = refused({}, new RecordingSink());
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await asked).toBe('upstream_timeout');
      expect(caller.openCircuits).toEqual(open);
    }
  });

  it('has a row of failures that good answers end', async () => {
    const upstream = new FakeUpstream([refusal(500)]);
    const env = { CIRCUIT_FAILURE_THRESHOLD: '2', UPSTREAM_MAX_RETRIES: '0' };
    const { llm, caller } = llmOf(upstream, new FakeLedger(), env);
    for (let round = 0; round < 4; round += 1) {
      upstream.acts = [refusal(500)];
      await expect(llm.ask(callOf())).rejects.toMatchObject({ code: 'upstream_error' });
      upstream.acts = [WHOLE];
      await llm.ask(callOf());
    }
    expect(caller.openCircuits).toEqual([]);
  });
});
