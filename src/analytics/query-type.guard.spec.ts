import type { Request } from 'express';
import { handlerWith } from '../auth/access.fixture';
import { principalOf } from '../auth/principal.fixture';
import { contextOf, executionOf } from '../http/execution.fixture';
import type { Principal } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { AnalyticsQueryRegistry } from './analytics-query';
import { AsksByType, QueryTypeGuard } from './query-type.guard';
import { SALES } from './sales.fixture';

const guard = new QueryTypeGuard(
  new AnalyticsQueryRegistry([SALES, { ...SALES, id: 'audits', roles: ['admin'] }]),
);
const asking = handlerWith({ atLeast: 'analyst' }, AsksByType());
const other = handlerWith({ atLeast: 'analyst' });

const enter = (body: unknown, principal: Principal | undefined, handler = asking): boolean => {
  const request: Partial<Request> = { body };
  const context = contextOf(principal === undefined ? {} : { principal });
  return guard.canActivate(executionOf(context, handler, request));
};

describe('a route that asks by type', () => {
  it('lets through what its caller may ask', () => {
    expect(enter({ query_type: 'sales' }, principalOf())).toBe(true);
  });

  it.each<[string, Partial<Principal>, string]>([
    ['nothing', {}, 'invalid_query_type'],
    ['audits', {}, 'query_type_denied'],
    ['sales', { queryTypes: [] }, 'query_type_denied'],
    ['sales', { role: 'readonly' }, 'query_type_denied'],
  ])('refuses %s of %j with %s', async (type, part, code) => {
    expect((await refusalOf(() => enter({ query_type: type }, principalOf(part)))).code).toBe(code);
  });

  it.each([[{}], [{ query_type: 5 }], [{ query_type: null }], [{ query_type: ['sales'] }], [[]]])(
    'leaves %j to the rules of the body',
    (body) => {
      expect(enter(body, principalOf())).toBe(true);
    },
  );

  it('is for nobody who is not known', async () => {
    expect((await refusalOf(() => enter({ query_type: 'sales' }, undefined))).code).toBe(
      'credential_missing',
    );
  });
});

it('any other route is none of its business', () => {
  expect(enter({ query_type: 'nothing' }, undefined, other)).toBe(true);
});
