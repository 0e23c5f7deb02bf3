import type { QueryTypeView } from '../../src/analytics/query-types';
import {
  carrying,
  countOf,
  inParameters,
  named,
  NAMED,
  ownFunnel,
  ROUTE,
  run,
  sentWith,
  TYPES,
  typesFor,
  unrefused,
} from '../support/analytics';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import { PROMPTS, WORDS } from '../support/hostile-words';
import { faultsOf, fieldsOf, placed } from '../support/json-schema';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores } from '../support/storage';

type Fields = Readonly<Record<string, unknown>>;

/** Each is wrong for many a field; those that a field's schema takes are left out there. */
const WRONG = [
  ...[undefined, null, true, '', '1', '1e3', '0x10', ' 1', '٣', 'NaN', 'Infinity', '-1', 'null', '2026-04'],
  ...[-1, -0.01, 0.001, 1.5, 1e300, 2 ** 53, [], [[]], ['2026-04'], [1], {}, { length: 1 }],
];

let simulator: TestSimulator;
let gateway: TestGateway;
let views: ReadonlyMap<string, QueryTypeView>;
let reached: number;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: simulator.settings });
  views = new Map((await typesFor(gateway)).data.map((view) => [view.id, view]));
});

beforeEach(async () => {
  reached = await countOf(simulator);
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

const viewOf = (type: string): QueryTypeView => views.get(type) as QueryTypeView;
const exampleOf = (type: string): Fields => viewOf(type).parameters.examples[0] as Fields;

describe('what is refused reaches no provider:', () => {
  afterEach(async () => {
    expect(await countOf(simulator)).toBe(reached);
  });

  it.each(TYPES)('words in any text of %s', async (type) => {
    const texts = fieldsOf(viewOf(type).parameters).filter(({ schema }) => schema['type'] === 'string');
    expect(texts.length).toBeGreaterThan(1);
    const attempts = texts.flatMap((field, at) => {
      // Lists take them all; of what is asked one by one each field has its part, and all prompts.
      const isMine = (_: string, n: number): boolean => n % 4 === (at + TYPES.indexOf(type)) % 4;
      const words = field.path.includes('0') ? WORDS : [...PROMPTS, ...WORDS.filter(isMine)];
      return carrying(exampleOf(type), field, words);
    });
    expect(await unrefused(gateway, type, attempts)).toEqual([]);
  });

  it.each(TYPES)('words in place of numbers, or as names, in %s', async (type) => {
    const numbers = fieldsOf(viewOf(type).parameters).filter(({ schema }) =>
      ['number', 'integer'].includes(String(schema['type'])),
    );
    expect(numbers.length).toBeGreaterThan(0);
    const some = WORDS.filter((_, n) => n % TYPES.length === TYPES.indexOf(type));
    const attempts = numbers.flatMap((field) => carrying(exampleOf(type), field, some.slice(0, 2 * NAMED)));
    for (let from = 0; from < some.length; from += NAMED) {
      const names = some.slice(from, from + NAMED).filter((word) => word.length < 100);
      const data = {
        ...(exampleOf(type)['data'] as Fields),
        ...Object.fromEntries(names.map((one) => [one, 1])),
      };
      attempts.push({ parameters: { data }, fields: names.map((one) => inParameters(['data', one])) });
    }
    expect(await unrefused(gateway, type, attempts)).toEqual([]);
  });

  it.each(TYPES)(
    'values that the schema of %s does not take, and fields that it does not have',
    async (type) => {
      const { parameters: schema } = viewOf(type);
      const attempts = fieldsOf(schema).flatMap((field) => {
        const { path, schema: own } = field;
        const there = path.reduce<unknown>((inner, name) => (inner as Fields)[name], exampleOf(type));
        const wrong = [...WRONG, [there], [[there]]]
          .map((value) => placed(exampleOf(type), path, value))
          .filter((parameters) => faultsOf(schema, parameters).length > 0);
        const unknown = own['type'] === 'object' ? ['nonsense', 'toString', '__proto'] : [];
        return [
          ...wrong.map((parameters) => ({ parameters, fields: [inParameters(named(path))] })),
          ...unknown.map((name) => ({
            parameters: placed(exampleOf(type), [...path, name], 1),
            fields: [inParameters([...path, name])],
          })),
        ];
      });
      expect(attempts.length).toBeGreaterThan(100);
      expect(await unrefused(gateway, type, attempts)).toEqual([]);
    },
  );

  it.each([
    'nonsense',
    'MRR_ANALYSIS',
    'mrr_analysis ',
    'mrr_analysis\n',
    '__proto__',
    'toString',
    '',
    PROMPTS[0],
  ])('the query type %j, which is none', async (type) => {
    const some = { ...gateway, key: await gateway.createKey({ queryTypes: ['cohort_analysis'] }) };
    for (const [who, allowed_types] of [
      [gateway, TYPES],
      [some, ['cohort_analysis']],
    ] as const) {
      const { status, body } = await run(who, { query_type: type, parameters: {} });
      const told = { code: 'invalid_query_type', layer: 'analytics', fields: ['query_type'], allowed_types };
      expect([status, body]).toEqual([400, expect.objectContaining(told)]);
    }
  });

  it('a query type that a key or a page was not granted', async () => {
    const key = await gateway.createKey({ queryTypes: ['cohort_analysis', 'mrr_analysis'] });
    const token = await tokenFrom(gateway, key, { query_types: ['mrr_analysis'] });
    const asked = { query_type: 'churn_analysis', parameters: exampleOf('churn_analysis') };
    const denied = { code: 'query_type_denied', layer: 'access' };
    const ofKey = await run({ ...gateway, key }, asked);
    const allowed = ['mrr_analysis', 'cohort_analysis'];
    expect([ofKey.status, ofKey.body]).toEqual([
      403,
      expect.objectContaining({ ...denied, allowed_types: allowed }),
    ]);
    const ofPage = await pageWith(gateway, token)('POST', ROUTE, { ...asked, query_type: 'cohort_analysis' });
    expect([ofPage.status, ofPage.body]).toEqual([
      403,
      expect.objectContaining({ ...denied, allowed_types: ['mrr_analysis'] }),
    ]);
  });

  it.each([
    [{ role: 'readonly' }, 'role_denied'],
    [{ role: 'admin', mode: 'viewer' }, 'mode_denied'],
  ] as const)('a question of %j, who only looks', async (rights, code) => {
    const key = await gateway.createKey(rights);
    const asked = { query_type: 'mrr_analysis', parameters: exampleOf('mrr_analysis') };
    const { status, body } = await run({ ...gateway, key }, asked);
    expect([status, body]).toEqual([403, expect.objectContaining({ code, layer: 'access' })]);
  });

  it.each([
    ['{}', ['query_type', 'parameters'], 'Missing required fields'],
    ['{"query_type":"mrr_analysis"}', ['parameters'], 'Missing required fields'],
    ['{"query_type":"mrr_analysis","parameters":{}}', ['parameters.data'], 'Missing required fields'],
    ['{"query_type":5,"parameters":{}}', ['query_type'], 'Validation failed'],
    ['{"query_type":["mrr_analysis"],"parameters":{}}', ['query_type'], 'Validation failed'],
    ['{"query_type":"mrr_analysis","parameters":[]}', ['parameters'], 'Validation failed'],
    [
      '{"query_type":"mrr_analysis","parameters":{"data":{"months":[{"new_mrr":1e400}]}}}',
      ['parameters.data.months.0.new_mrr'],
      'Validation failed',
    ],
    [
      '{"query_type":"mrr_analysis","parameters":{"data":{"__proto__":{}}}}',
      ['parameters.data.__proto__'],
      'Validation failed',
    ],
    [
      '{"query_type":"mrr_analysis","parameters":{"data":{"constructor":{}}}}',
      ['parameters.data.constructor'],
      'Validation failed',
    ],
  ])('%s', async (text, fields, title) => {
    const { status, body } = await run(gateway, text);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', fields, title, error: title }),
    ]);
  });

  it('an unknown field beside the parameters', async () => {
    const asked = { query_type: 'mrr_analysis', parameters: exampleOf('mrr_analysis'), question: PROMPTS[0] };
    const { status, body } = await run(gateway, asked);
    expect([status, body]).toEqual([400, expect.objectContaining({ fields: ['question'] })]);
  });

  it.each([
    ['mrr_analysis', 'data.months.1.month', '2026-06', '2026-05'],
    ['mrr_analysis', 'data.months.1.starting_mrr', 53_999, '2026-05'],
    ['mrr_analysis', 'data.months.2.ending_mrr', 1, '2026-06'],
    ['mrr_analysis', 'data.months.1.churned_mrr', 60_000, '2026-05'],
    ['churn_analysis', 'data.periods.2.period', '2026-05', '2026-04'],
    ['churn_analysis', 'data.periods.0.customers_lost', 401, '2025-10'],
    ['churn_analysis', 'data.reasons.1.code', 'price', 'price'],
    ['conversion_analysis', 'data.steps.2.count', 1_861, 'activated'],
    ['conversion_analysis', 'data.comparison.steps.1.step', 'other', 'signup'],
    ['cohort_analysis', 'data.cohorts.1.cohort', '2026-01', '2026-01'],
    ['cohort_analysis', 'data.cohorts.0.retained.1', 358, '2026-01'],
  ])('%s whose %s contradicts the rest, naming %s', async (type, field, value, name) => {
    const parameters = placed(exampleOf(type), field.split('.'), value);
    const { status, body } = await run(gateway, { query_type: type, parameters });
    expect([status, body['code']]).toEqual([400, 'validation_failed']);
    expect(body.detail).toContain(name);
    expect((body['fields'] as string[])[0]).toMatch(/^parameters\.data\./);
  });
});

describe('what is let in', () => {
  it('reaches the provider as data alone, also of an analyst, whatever word is a code', async () => {
    const key = await gateway.createKey({ role: 'analyst' });
    const { asked, mark } = ownFunnel();
    const codes = [...new Set(WORDS.filter((word) => /^[a-z0-9_-]{1,40}$/.test(word)))].slice(0, 28);
    expect(codes.length).toBeGreaterThan(3);
    const steps = [...codes, mark].map((step) => ({ step, count: 10 }));
    const plain = await run({ ...gateway, key }, ownFunnel().asked);
    const odd = await run({ ...gateway, key }, { ...asked, parameters: { data: { steps } } });
    expect([plain, odd].map(({ status, body }) => [status, body.degraded])).toEqual(
      Array(2).fill([200, false]),
    );
    const requests = [...(await sentWith(simulator, 'step-'))];
    const [first, second] = requests.map(({ messages }) =>
      messages.flatMap(({ content }) => content.map(({ text }) => text)),
    );
    expect(requests).toHaveLength(2);
    expect([second?.[0], second?.[2]]).toEqual([first?.[0], first?.[2]]);
    expect(JSON.parse(second?.[1] ?? '')).toMatchObject({ parameters: { data: { steps } } });
  });
});

it('a gateway that should keep the answers of a type that is none does not start, and says why', async () => {
  const stores = await freshStores();
  const settings = { ...simulator.settings, ANALYTICS_KEEP_SECONDS: '300,secret_analysis=5' };
  const [ended] = await Promise.allSettled([startGateway({ settings, stores })]);
  stores.remove();
  const output = ended.status === 'rejected' ? String(ended.reason) : 'it started';
  expect(output).toContain('ANALYTICS_KEEP_SECONDS');
  for (const type of TYPES) expect(output).toContain(type);
  expect(output).not.toContain('secret_analysis');
});
