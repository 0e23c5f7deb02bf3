import { Logger } from '@nestjs/common';
import { microUsd } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { BudgetExhausted, type Ledger, type Reservation } from '../usage';
import { FakeUpstream, plainOf, refusal, WHOLE, type Act } from './fake-upstream.fixture';
import { callOf, FakeLedger, llmOf } from './llm.fixture';
import type { LlmCall } from './llm-call';

beforeAll(() => {
  Logger.overrideLogger(false);
});

const MODEL = 'claude-opus-5-5';
/** Micro-USD of the answer of a request for five tokens, at 20 USD a million. */
const ANSWER = 100;
/** A prompt of many bytes and few tokens, at 4 USD a million. */
const LONG = 'word '.repeat(2000);
/** Micro-USD of a call whose prompt was counted as 1000 tokens: 5 % and 200 more at most. */
const COUNTED = ANSWER + 1250 * 4;

const counted = (tokens: unknown): Act => plainOf(JSON.stringify({ input_tokens: tokens }));

/** A ledger whose budgets have so much left. */
class TightLedger extends FakeLedger {
  constructor(private readonly left: number) {
    super();
  }

  override reserve(plan: Parameters<Ledger['reserve']>[0]): Promise<Reservation> {
    if (Number(plan.ceiling) <= this.left) return super.reserve(plan);
    return Promise.reject(new BudgetExhausted('the budget', {}, this.left));
  }
}

function askWith(maxCost: number | undefined, acts: readonly Act[], part: Partial<LlmCall> = {}, left = 1e9) {
  const upstream = new FakeUpstream(acts);
  const ledger = new TightLedger(left);
  const { llm } = llmOf(upstream, ledger);
  const asks = { model: MODEL, max_tokens: 5, messages: [{ role: 'user', content: LONG }], ...part.asks };
  const body = Buffer.from(JSON.stringify(asks));
  const cap = maxCost === undefined ? {} : { maxCost: microUsd(BigInt(maxCost)) };
  const call = callOf({ ...part, model: MODEL, asks, body, ...cap });
  return {
    upstream,
    ledger,
    asked: () => llm.ask(call),
    targets: () => upstream.requests.map((one) => one.target),
  };
}

/** What the call can cost at most by its bytes. */
async function byBytes(): Promise<number> {
  const { ledger, asked } = askWith(undefined, [WHOLE]);
  await asked();
  return Number(ledger.reserved[0]?.ceiling);
}

describe('a call that may cost so much', () => {
  it('is made where it cannot cost more, to the micro-dollar', async () => {
    const most = await byBytes();
    const { asked, targets, ledger } = askWith(most, [WHOLE]);
    await asked();
    expect(targets()).toEqual(['/v1/messages']);
    expect(ledger.reserved.map(({ ceiling }) => ceiling)).toEqual([microUsd(BigInt(most))]);
  });

  it('is counted where it could by its bytes, and made where it cannot by its tokens', async () => {
    const { asked, targets, ledger } = askWith(COUNTED, [counted(1000), WHOLE]);
    await asked();
    expect(targets()).toEqual(['/v1/messages/count_tokens', '/v1/messages']);
    expect(ledger.reserved.map(({ ceiling }) => ceiling)).toEqual([0n, microUsd(BigInt(COUNTED))]);
  });

  it.each<[string, number, readonly Act[]]>([
    ['where it could cost more by its tokens', COUNTED - 1, [counted(1000)]],
    ['where the provider does not count', COUNTED, [refusal(400)]],
    ['where its count is none', COUNTED, [counted('many')]],
    ['where its answer alone could cost more', ANSWER - 1, []],
    ['where it may cost nothing', 0, []],
    ['where it may cost less than nothing', -1, []],
  ])('is refused %s, and never made', async (_, most, acts) => {
    const { asked, targets, ledger } = askWith(most, acts);
    expect(await refusalOf(asked)).toMatchObject({ code: 'budget_exhausted' });
    expect(targets()).toEqual(acts.map(() => '/v1/messages/count_tokens'));
    expect(ledger.reserved.filter(({ ceiling }) => ceiling > 0n)).toEqual([]);
  });

  it('is refused where it could reach other models that cost more', async () => {
    const most = await byBytes();
    const { asked, targets } = askWith(most, [counted(100_000)], { otherModels: ['claude-haiku-5-5'] });
    expect((await refusalOf(asked)).code).toBe('budget_exhausted');
    expect(targets()).not.toContain('/v1/messages');
  });

  it('says what it could cost and what it may, and that no waiting helps', async () => {
    const most = await byBytes();
    const refused = await refusalOf(askWith(50, [WHOLE]).asked);
    expect(refused.message).toBe(
      `This can cost up to $${String(most / 1e6)}, and may cost $0.00005 at most; send less data, or have the limit raised`,
    );
    expect(refused.extras).toEqual({
      budget: { scope: 'request', limit_usd: 0.00005, needed_usd: most / 1e6 },
      resets_at: null,
    });
  });

  it('has to fit into the budgets of its caller all the same', async () => {
    const { asked, targets } = askWith(1e9, [counted(1000)], {}, COUNTED - 1);
    expect(await refusalOf(asked)).toMatchObject({ code: 'budget_exhausted', message: 'the budget' });
    expect(targets()).toEqual(['/v1/messages/count_tokens']);
  });

  it('is counted where both are too little for its bytes, and refused by the smaller', async () => {
    const { asked, ledger } = askWith(COUNTED, [counted(1000), WHOLE], {}, COUNTED);
    await asked();
    expect(ledger.rows).toHaveLength(2);
    const refused = await refusalOf(askWith(COUNTED - 1, [counted(1000)], {}, COUNTED).asked);
    expect(refused.extras.budget).toMatchObject({ scope: 'request' });
  });
});
