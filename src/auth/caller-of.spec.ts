import type { Request } from 'express';
import { contextOf } from '../http/execution.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { callerOf } from './caller-of';
import { principalOf } from './principal.fixture';

const asked = (known: boolean): Request => {
  const context = contextOf(known ? { principal: principalOf() } : {});
  return { context } as unknown as Request;
};

it('the caller is who was identified, and where nobody was there is none', async () => {
  expect(callerOf(asked(true))).toEqual(principalOf());
  expect((await refusalOf(() => callerOf(asked(false)))).code).toBe('credential_missing');
});
