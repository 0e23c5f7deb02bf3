import { principalOf } from '../auth/principal.fixture';
import { microUsd, ROLES } from '../kernel';
import { AnalyticsQueryRegistry } from './analytics-query';
import { QueryTypes } from './query-types';
import { SALES } from './sales.fixture';

const AUDITS = { ...SALES, id: 'audits', roles: ['admin'], maxCost: microUsd(1_234_567n) } as const;
const types = new QueryTypes(new AnalyticsQueryRegistry([SALES, AUDITS]));

const idsFor = (queryTypes: readonly string[] | undefined): readonly string[] =>
  types.of(principalOf({ queryTypes })).data.map(({ id }) => id);

describe('the list of query types', () => {
  it('tells all that a client has to know of a type', () => {
    const [sales] = types.of(principalOf()).data;
    expect(sales).toEqual({
      id: 'sales',
      version: 1,
      title: 'Sales',
      description: 'How much was sold',
      roles: ['analyst', 'member', 'admin'],
      parameters: {
        type: 'object',
        properties: {
          sold: { type: 'integer', minimum: 0, maximum: 1_000_000_000, description: 'How many were sold' },
          plan: { type: 'string', pattern: '^[a-z0-9_-]{1,40}$', description: 'The plan' },
        },
        required: ['sold', 'plan'],
        additionalProperties: false,
        examples: [{ sold: 40, plan: 'basic' }],
      },
      metrics: {
        type: 'object',
        properties: { doubled: { type: 'integer' }, plan: { type: 'string' } },
        required: ['doubled', 'plan'],
        additionalProperties: false,
      },
      explanation: expect.objectContaining({
        required: ['summary', 'findings', 'recommendations'],
      }) as unknown,
      max_cost_usd: 1,
    });
  });

  it('tells the cost in dollars', () => {
    expect(types.of(principalOf()).data.map(({ max_cost_usd: cost }) => cost)).toEqual([1, 1.234567]);
  });

  it.each(ROLES)('shows %s also what its role may only look at', (role) => {
    const { data, meta } = types.of(principalOf({ role }));
    expect(data.map(({ id }) => id)).toEqual(['sales', 'audits']);
    expect(meta).toEqual({ page: 1, page_size: 2, total: 2 });
  });

  it.each<[readonly string[] | undefined, readonly string[]]>([
    [undefined, ['sales', 'audits']],
    [['audits'], ['audits']],
    [
      ['audits', 'sales', 'gone'],
      ['sales', 'audits'],
    ],
    [[], []],
  ])('is limited as the credential is: %j', (queryTypes, expected) => {
    expect(idsFor(queryTypes)).toEqual(expected);
  });
});
