import { Logger } from '@nestjs/common';
import { principalOf } from '../auth/principal.fixture';
import { GatewayError, microUsd, NO_USAGE, type ErrorCode } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { HANG, lost, plainOf, refusal, type Act } from '../llm/fake-upstream.fixture';
import { FakeLedger, stopTime } from '../llm/llm.fixture';
import { BudgetExhausted, type Ledger, type Reservation } from '../usage';
import { explainerOf } from './explainer.fixture';
import { GROUNDED, INVENTED, says, spentOn } from './sales.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});

/** No explanation; what it has cost all the same is what the ledger has of it. */
const without = (code: ErrorCode, detail: unknown, { rows }: FakeLedger): object => ({
  explanation: null,
  ungrounded: [],
  model: null,
  usage: NO_USAGE,
  cost: rows.reduce((sum, row) => sum + row.cost, 0n),
  degraded: true,
  reason: { code, detail },
});

/** A ledger with money for so many calls. */
class SmallLedger extends FakeLedger {
  constructor(private readonly calls: number) {
    super();
  }

  override reserve(plan: Parameters<Ledger['reserve']>[0]): Promise<Reservation> {
    if (this.reserved.length < this.calls) return super.reserve(plan);
    return Promise.reject(new BudgetExhausted('too little', {}, 0));
  }
}

describe('without the provider there is no explanation, and one attempt only:', () => {
  it.each<[string, Act, ErrorCode, string]>([
    ['it fails', refusal(500), 'upstream_error', 'answered with an error'],
    ['it is overloaded', refusal(529, { 'retry-after': '1' }), 'upstream_unavailable', 'is overloaded'],
    ['it limits us', refusal(429, { 'retry-after': '1' }), 'upstream_unavailable', 'limits this gateway'],
    ['it cannot be reached', lost('ECONNREFUSED'), 'upstream_error', 'cannot be reached'],
    ['it breaks off', plainOf('{', lost()), 'upstream_error', 'broke off'],
    ['it refuses our key', refusal(401), 'upstream_error', 'refused this gateway'],
    ['it knows no such model', refusal(404), 'upstream_error', 'structured outputs'],
    ['it calls the request wrong', refusal(400), 'upstream_error', 'structured outputs'],
    ['it answers with a page', { ...says(GROUNDED), headers: {} }, 'upstream_error', 'be understood'],
  ])('%s', async (_, act, code, words) => {
    const { explain, upstream, ledger } = explainerOf([act]);
    const explained = await explain();
    expect(explained).toEqual(without(code, expect.stringContaining(words), ledger));
    expect(upstream.requests).toHaveLength(1);
  });

  it('it is silent', async () => {
    stopTime();
    try {
      const { explain, upstream, ledger } = explainerOf([HANG], { UPSTREAM_TIMEOUT_MS: '5000' });
      const asked = explain();
      await jest.advanceTimersByTimeAsync(5000);
      const detail = expect.stringContaining('too slow') as unknown;
      const explained = await asked;
      expect(explained).toEqual(without('upstream_timeout', detail, ledger));
      expect(explained.cost).toBeGreaterThan(0n);
      expect(upstream.requests).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('while the circuit of the model is open', () => {
  const env = { CIRCUIT_FAILURE_THRESHOLD: '1' };

  it('there is no explanation, and no call', async () => {
    const { explain, upstream, ledger } = explainerOf([refusal(500)], env);
    await explain();
    const detail = expect.stringContaining('is left alone for a while') as unknown;
    expect(await explain()).toEqual(without('upstream_unavailable', detail, ledger));
    expect(upstream.requests).toHaveLength(1);
  });

  it('another model explains, and that is less than was asked for', async () => {
    const test = explainerOf([refusal(500)], { ...env, ANTHROPIC_FALLBACK_MODEL: 'claude-haiku-5-5' });
    await test.explain();
    test.upstream.acts = [says(GROUNDED, { model: 'claude-haiku-5-5' })];
    const expected = { explanation: GROUNDED, model: 'claude-haiku-5-5', degraded: true, reason: null };
    expect(await test.explain()).toMatchObject(expected);
    expect(test.upstream.asked.at(-1)).toMatchObject({ model: 'claude-haiku-5-5' });
  });
});

describe('without money', () => {
  it('there is no explanation, and nothing is sent', async () => {
    const { explain, upstream, ledger } = explainerOf([says(GROUNDED)], {}, new SmallLedger(0));
    expect(await explain()).toEqual(without('budget_exhausted', 'too little', ledger));
    expect(upstream.requests).toEqual([]);
  });

  it('for a second attempt there is the first', async () => {
    const { explain, upstream } = explainerOf([says(INVENTED)], {}, new SmallLedger(1));
    expect(await explain()).toMatchObject({
      explanation: INVENTED,
      ungrounded: ['977', '978'],
      reason: null,
      ...spentOn(1),
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([0n, 1n, 4999n])('that a query may spend (%s) there is none, and nothing is sent', async (most) => {
    const { explain, upstream, ledger } = explainerOf([says(GROUNDED)]);
    const detail = expect.stringMatching(/^This can cost up to \$\d/) as unknown;
    expect(await explain({ maxCost: microUsd(most) })).toEqual(without('budget_exhausted', detail, ledger));
    expect([upstream.requests, ledger.reserved]).toEqual([[], []]);
  });

  it('a query may spend exactly what it can cost at most', async () => {
    const { explain, ledger } = explainerOf([says(GROUNDED)]);
    await explain();
    const [reserved] = ledger.reserved;
    if (reserved === undefined) throw new Error('Nothing was reserved');
    expect(await explain({ maxCost: reserved.ceiling })).toMatchObject({ explanation: GROUNDED });
  });
});

describe('it is no matter of an explanation, and raised,', () => {
  it('that the model may not be asked', async () => {
    const { explain, upstream } = explainerOf([says(GROUNDED)]);
    const principal = principalOf({ models: ['other'] });
    expect((await refusalOf(() => explain({}, { principal }))).code).toBe('model_denied');
    expect(upstream.requests).toEqual([]);
  });

  const away = new GatewayError('store_unavailable', 'away');

  it.each([1, 2])('that the store is away after the call (attempt %i)', async (attempt) => {
    const { explain, ledger } = explainerOf([says(INVENTED), says(GROUNDED)]);
    let calls = 0;
    ledger.store = () => ((calls += 1) === attempt ? Promise.reject(away) : Promise.resolve());
    await expect(explain()).rejects.toBe(away);
  });

  it('that the store is away before it', async () => {
    const ledger = new FakeLedger();
    jest.spyOn(ledger, 'reserve').mockImplementation(() => {
      throw away;
    });
    const { explain, upstream } = explainerOf([says(GROUNDED)], {}, ledger);
    await expect(explain()).rejects.toBe(away);
    expect(upstream.requests).toEqual([]);
  });

  it.each<[string, readonly Act[], number]>([
    ['at once', [HANG], 1],
    ['during the second attempt', [says(INVENTED), HANG], 2],
  ])('that who asked has left %s', async (_, acts, calls) => {
    const { explain, upstream } = explainerOf(acts);
    const departure = new AbortController();
    const asked = explain({}, { departure: departure.signal }).catch((error: unknown) => error);
    while (upstream.requests.length < calls) await new Promise(setImmediate);
    departure.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
  });
});
