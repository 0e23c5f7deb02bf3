import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { principalOf } from '../auth/principal.fixture';
import { Chains } from '../chains';
import { chainsIn, keyOf, stepsIn } from '../chains/chains.fixture';
import { configOf } from '../config/config.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { lost, refusal, type Act } from '../llm/fake-upstream.fixture';
import { storeOfBlock } from '../storage/store.fixture';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';
import { AnalyticsRuns } from './analytics-runs';
import { analyticsOf, QUERIES } from './analytics.fixture';
import { explainerOf } from './explainer.fixture';
import { KeepTimes } from './keep-times';
import { DATA, formOf, GROUNDED, INVENTED, SALES, says } from './sales.fixture';

const place = storeOfBlock('sqlite');

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('a run', () => {
  it.each<[string, readonly Act[], object, object]>([
    [
      'that is explained',
      [says(GROUNDED)],
      { model: 'claude-sonnet-5-5', cost_micro_usd: 220, input_tokens: 10, output_tokens: 20, degraded: 0 },
      { answer: GROUNDED.summary, explanation: GROUNDED },
    ],
    [
      'that took two attempts',
      [says(INVENTED), says(GROUNDED)],
      { model: 'claude-sonnet-5-5', cost_micro_usd: 440, input_tokens: 20, output_tokens: 40, degraded: 0 },
      { answer: GROUNDED.summary, explanation: GROUNDED },
    ],
    [
      'that nobody explained',
      [refusal(529)],
      { model: null, cost_micro_usd: 0, input_tokens: 0, output_tokens: 0, degraded: 1 },
      { answer: null, explanation: null },
    ],
    [
      'whose form was never filled in',
      [says('no')],
      { model: 'claude-sonnet-5-5', cost_micro_usd: 440, degraded: 1 },
      { answer: null, explanation: null },
    ],
  ])('%s is one step of a chain of its own', async (_, acts, columns, told) => {
    const { ask } = analyticsOf(place.database, acts);
    const { answer } = await ask({ principal: keyOf() });
    const chains = await chainsIn(place.database);
    expect(chains).toMatchObject([
      { id: answer.chain_id, principal: keyOf().id, type: 'sales', title: 'Sales', steps: 1 },
    ]);
    const [step, ...others] = await stepsIn(place.database);
    expect(others).toEqual([]);
    expect(step).toMatchObject({ request_id: 'req_1', type: 'sales', ...columns });
    expect(JSON.parse(step?.content ?? '')).toEqual({ kind: 'analytics', ...DATA, ...told });
  });

  it('is answered although no chain keeps it', async () => {
    const { ask } = analyticsOf(place.database, [says(GROUNDED)]);
    const record = jest.spyOn(Chains.prototype, 'record').mockResolvedValue(null);
    const { answer } = await ask();
    record.mockRestore();
    expect(answer).toMatchObject({ explanation: GROUNDED, chain_id: null });
  });

  it.each([
    ['is refused', lost()],
    ['is explained', says(GROUNDED)],
  ])('keeps no content where none is to be kept: it %s', async (_, act) => {
    const { ask } = analyticsOf(place.database, [act], { CHAINS_STORE_CONTENT: 'false' });
    await ask();
    expect(await stepsIn(place.database)).toMatchObject([{ content: null, tokens: 0 }]);
  });
});

/** Chains that keep nothing. */
class NoChains extends Chains {
  constructor() {
    super(place.database, new FixedClock(), configOf());
  }

  override record(): Promise<null> {
    return Promise.resolve(null);
  }
}

interface Question {
  readonly owner: string;
  readonly query: AnalyticsQuery;
  readonly parameters: object;
}

const [BY_ONE_NAME = SALES, BY_ANOTHER = SALES] = QUERIES;

const parameters = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
  noNullPrototype: true,
});

const questions: fc.Arbitrary<Question> = fc.record({
  owner: fc.constantFrom('key:a', 'key:b', 'key:a/["sales"', 'user:a'),
  query: fc.constantFrom<AnalyticsQuery>(BY_ONE_NAME, { ...BY_ONE_NAME, version: 2 }, BY_ANOTHER, {
    ...BY_ANOTHER,
    version: 1,
  }),
  parameters,
});

/** The same with its fields in another order, at all depths. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
}

/** What is the same for those who share. */
const isSame = (one: Question, other: Question): boolean =>
  isDeepStrictEqual(
    [one.owner, one.query.id, one.query.version, JSON.parse(JSON.stringify(one.parameters))],
    [other.owner, other.query.id, other.query.version, JSON.parse(JSON.stringify(other.parameters))],
  );

function asker(): (question: Question) => Promise<boolean> {
  const config = configOf();
  const { explainer } = explainerOf([says(formOf('So it is.'))]);
  const keepTimes = new KeepTimes(config, new AnalyticsQueryRegistry(QUERIES));
  const runs = new AnalyticsRuns(explainer, new NoChains(), keepTimes);
  return async ({ owner, query, parameters: asked }) => {
    const terms = {
      principal: principalOf({ id: owner }),
      requestId: 'req_1',
      route: '/api/analytics-query',
      departure: new AbortController().signal,
    };
    const { cached } = await runs.answer({ query, parameters: asked, metrics: {}, terms });
    return cached;
  };
}

describe('an answer is shared', () => {
  it('by the same question, whatever the order of its fields', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const isCached = asker();
        expect(await isCached(question)).toBe(false);
        expect(await isCached({ ...question, parameters: turned(question.parameters) as object })).toBe(true);
      }),
    );
  });

  it('by no other owner, type, version or parameters', async () => {
    const near = questions.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.oneof(
          questions,
          questions.map(({ owner }) => ({ ...one, owner })),
          questions.map(({ query }) => ({ ...one, query })),
          questions.map(({ parameters: others }) => ({ ...one, parameters: others })),
          fc.jsonValue().map((value) => ({ ...one, parameters: { ...one.parameters, a: value } })),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(near, async ([one, other]) => {
        const isCached = asker();
        await isCached(one);
        expect(await isCached(other)).toBe(isSame(one, other));
      }),
    );
  });
});
