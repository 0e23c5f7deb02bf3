import { principalOf } from '../auth/principal.fixture';
import type { GatewayError } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { contextOf, executionOf } from './execution.fixture';
import { QueryGuard, TakesQuery } from './query.guard';

const guard = new QueryGuard();

class Routes {
  @TakesQuery()
  list(): undefined {
    return undefined;
  }

  one(): undefined {
    return undefined;
  }
}
const { list, one } = Routes.prototype as unknown as Record<'list' | 'one', () => unknown>;

const enter =
  (query: Readonly<Record<string, string | string[]>>, handler: () => unknown, known = true) =>
  (): boolean => {
    const context = contextOf(known ? { principal: principalOf() } : {});
    return guard.canActivate(executionOf(context, handler, { query }));
  };
const refused = (...asked: Parameters<typeof enter>): Promise<GatewayError> => refusalOf(enter(...asked));

describe('query parameters', () => {
  it('may be none anywhere', () => {
    for (const handler of [list, one]) expect(enter({}, handler)()).toBe(true);
  });

  it.each([{ page: '1' }, { nonsense: '1' }, { page: ['1', '2'] }])(
    'are the DTO’s to judge where they are declared: %j',
    (query) => {
      expect(enter(query, list)()).toBe(true);
    },
  );

  it.each([{ page: '1' }, { 'a[b]': 'x' }, { '': '' }, { 'x-api-key': 'sp_x' }, { page: ['1', '2'] }])(
    'are refused where they are not: %j',
    async (query) => {
      const [name = ''] = Object.keys(query);
      expect(await refused(query, one)).toMatchObject({
        code: 'validation_failed',
        extras: { fields: [name], violations: [{ field: name, rule: 'unknown' }] },
      });
    },
  );

  it('are refused by their name, of which no more is told than a person reads, and never by their value', async () => {
    const { message, extras } = await refused({ ['x'.repeat(5000)]: 'canary42' }, one);
    expect(message.length).toBeLessThan(500);
    expect(JSON.stringify([message, extras])).not.toContain('canary42');
  });

  it('are anyone’s to append where anyone may come: probes and caches do', () => {
    expect(enter({ cachebuster: '1' }, one, false)()).toBe(true);
  });
});
