import { principalOf } from '../auth/principal.fixture';
import { microUsd } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { BudgetExhausted, type Ledger, type Reservation } from '../usage';
import { FakeUpstream, MESSAGE, plainOf, refusal, WHOLE, type Act } from './fake-upstream.fixture';
import { callOf, FakeLedger, llmOf } from './llm.fixture';
import type { LlmCall } from './llm-call';

const MODEL = 'claude-opus-5-5';
/** Micro-USD of the answer of a request for five tokens, at 20 USD a million. */
const ANSWER = 100;
/** A prompt of many bytes and few tokens, at 4 USD a million. */
const LONG = 'word '.repeat(2000);

/** A ledger whose budgets have so much left. */
class TightLedger extends FakeLedger {
  /** What was asked for, and did not fit. */
  readonly refused: number[] = [];

  constructor(private readonly left: number) {
    super();
  }

  override reserve(plan: Parameters<Ledger['reserve']>[0]): Promise<Reservation> {
    const ceiling = Number(plan.ceiling);
    if (ceiling <= this.left) return super.reserve(plan);
    this.refused.push(ceiling);
    return Promise.reject(new BudgetExhausted('too little', {}, this.left));
  }
}

const counted = (tokens: unknown): Act => plainOf(JSON.stringify({ input_tokens: tokens }));

function askWith(left: number, acts: readonly Act[], part: object = {}) {
  const upstream = new FakeUpstream(acts);
  const ledger = new TightLedger(left);
  const { llm } = llmOf(upstream, ledger);
  const asks = { model: MODEL, max_tokens: 5, messages: [{ role: 'user', content: LONG }], ...part };
  const call: LlmCall = callOf({ model: MODEL, asks, body: Buffer.from(JSON.stringify(asks)) });
  return { upstream, ledger, asked: () => llm.ask(call) };
}

describe('a call that does not fit by its bytes', () => {
  it('is counted, and made where it fits by its tokens', async () => {
    // (1000 + 5 % + 200) tokens of prompt.
    const left = ANSWER + 1250 * 4;
    const { upstream, ledger, asked } = askWith(left, [counted(1000), WHOLE]);
    expect((await asked()).message).toEqual(MESSAGE);
    expect(upstream.requests.map(({ target }) => target)).toEqual([
      '/v1/messages/count_tokens',
      '/v1/messages',
    ]);
    expect(ledger.rows).toMatchObject([
      { route: '/v1/messages/count_tokens', state: 'settled', cost: 0n },
      { route: '/v1/messages', state: 'settled' },
    ]);
    expect(ledger.reserved.map(({ ceiling }) => ceiling)).toEqual([0n, microUsd(BigInt(left))]);
  });

  it('is refused where it does not fit by its tokens either, to the micro-dollar', async () => {
    const { upstream, ledger, asked } = askWith(ANSWER + 1250 * 4 - 1, [counted(1000)]);
    expect(await refusalOf(asked)).toMatchObject({ code: 'budget_exhausted' });
    expect(upstream.requests).toHaveLength(1);
    expect(ledger.refused).toHaveLength(2);
  });

  it.each<[string, number, object, readonly Act[]]>([
    ['where not even its answer fits', ANSWER, {}, []],
    ['where a count tells nothing: files and URLs', 10_000, { container: 'c' }, []],
    ['where the provider does not count', 10_000, {}, [refusal(400)]],
    ['where its count is none', 10_000, {}, [counted('many')]],
  ])('is refused %s', async (_, left, part, acts) => {
    const { upstream, asked } = askWith(left, acts, part);
    expect(await refusalOf(asked)).toMatchObject({ code: 'budget_exhausted' });
    expect(upstream.requests).toHaveLength(acts.length);
  });
});

it('a call that fits by its bytes is not counted', async () => {
  const { upstream, asked } = askWith(1_000_000, [WHOLE]);
  await asked();
  expect(upstream.requests.map(({ target }) => target)).toEqual(['/v1/messages']);
});

it('a call whose principal is bound by nothing is held at its ceiling nonetheless', async () => {
  const ledger = new FakeLedger();
  const { llm } = llmOf(new FakeUpstream([WHOLE]), ledger);
  await llm.ask(callOf({ principal: principalOf({ budget: undefined }) }));
  expect(ledger.reserved[0]?.ceiling).toBeGreaterThan(0n);
});
