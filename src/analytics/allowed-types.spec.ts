import fc from 'fast-check';
import { principalOf } from '../auth/principal.fixture';
import { ROLES, type Principal, type Role } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { grantedTo, queryFor } from './allowed-types';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';
import { SALES } from './sales.fixture';

const typeOf = (id: string, roles: readonly Role[]): AnalyticsQuery => ({ ...SALES, id, roles });

const registry = new AnalyticsQueryRegistry([
  typeOf('open', ['analyst', 'member', 'admin']),
  typeOf('closed', ['admin']),
  typeOf('common', ['readonly', 'analyst', 'member', 'admin']),
]);

const idsOf = (queries: readonly AnalyticsQuery[]): readonly string[] => queries.map(({ id }) => id);

describe('the queries that a credential is granted', () => {
  it.each<[readonly string[] | undefined, readonly string[]]>([
    [undefined, ['open', 'closed', 'common']],
    [[], []],
    [['closed'], ['closed']],
    [
      ['common', 'open'],
      ['open', 'common'],
    ],
    [['unknown'], []],
  ])('that is limited to %j are %j, whatever its role', (queryTypes, expected) => {
    for (const role of ROLES) {
      expect(idsOf(grantedTo(principalOf({ queryTypes, role }), registry))).toEqual(expected);
    }
  });
});

describe('a query type', () => {
  it.each<[string, Partial<Principal>]>([
    ['open', { role: 'analyst' }],
    ['closed', { role: 'admin' }],
    ['common', { role: 'readonly' }],
    ['open', { role: 'member', queryTypes: ['open'] }],
  ])('%s is for %j', (type, part) => {
    expect(queryFor(principalOf(part), type, registry).id).toBe(type);
  });

  it.each<[string, string, Partial<Principal>, readonly string[]]>([
    ['invalid_query_type', 'none', { role: 'admin' }, ['open', 'closed', 'common']],
    ['invalid_query_type', 'none', { role: 'readonly' }, ['common']],
    ['invalid_query_type', '', { role: 'member', queryTypes: ['closed'] }, []],
    ['invalid_query_type', 'Open', { role: 'member' }, ['open', 'common']],
    ['invalid_query_type', 'toString', { role: 'member' }, ['open', 'common']],
    ['query_type_denied', 'closed', { role: 'member' }, ['open', 'common']],
    ['query_type_denied', 'open', { role: 'readonly' }, ['common']],
    ['query_type_denied', 'open', { role: 'admin', queryTypes: ['closed'] }, ['closed']],
    ['query_type_denied', 'open', { role: 'admin', queryTypes: [] }, []],
  ])('is refused with %s: %j of %j, who may ask %j', async (code, type, part, allowed) => {
    const refused = await refusalOf(() => queryFor(principalOf(part), type, registry));
    expect(refused.code).toBe(code);
    expect(refused.extras).toEqual({ fields: ['query_type'], allowed_types: allowed });
    const told = allowed.length === 0 ? 'you may ask none' : `you may ask: ${allowed.join(', ')}`;
    expect(refused.message).toContain(told);
  });

  it('is refused without a word of what was asked for, where there is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 12, unit: ANY_CHARACTER }), async (type) => {
        const refused = await refusalOf(() => queryFor(principalOf(), type, registry));
        expect(refused.message).not.toContain(type);
      }),
    );
  });
});
