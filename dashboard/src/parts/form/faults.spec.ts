import { faultsOf, NotSent, placed } from './faults';

const refusal = (parts: object): Error =>
  Object.assign(new Error('Refused'), { fields: [], violations: [], ...parts });

describe('what a refusal says of fields', () => {
  it('is the sentence of each, without the name that stands above it', () => {
    const violations = [
      { field: 'name', rule: 'name', message: 'must be short' },
      { field: 'rate_limit.max_requests', rule: 'min', message: 'max_requests must not be less than 1' },
      { field: 'rate_limit.max_requests', rule: 'int', message: 'rate_limit.max_requests must be whole.' },
    ];
    expect(faultsOf(refusal({ violations, fields: ['name', 'rate_limit.max_requests'] }))).toEqual({
      name: 'Must be short.',
      'rate_limit.max_requests': 'Must not be less than 1. Must be whole.',
    });
  });

  it('is the refusal itself where only fields are named', () => {
    expect(faultsOf(refusal({ fields: ['username'] }))).toEqual({ username: 'Refused' });
  });

  it('is what the form found before it was sent', () => {
    expect(faultsOf(new NotSent({ name: 'Say a name.' }))).toEqual({ name: 'Say a name.' });
  });

  it.each([[new Error('Other')], ['text'], [undefined]])('is nothing for %p', (error) => {
    expect(faultsOf(error)).toEqual({});
  });
});

it('a fault goes to the field that holds it, or to none', () => {
  const has = (field: string): boolean => ['budget', 'budget.limit_usd', 'allowed_ips'].includes(field);
  expect(
    placed(
      {
        'budget.limit_usd': 'a',
        'budget.period': 'b',
        'allowed_ips.3': 'c',
        'allowed_ips[4]': 'd',
        other: 'e',
      },
      has,
    ),
  ).toEqual({ 'budget.limit_usd': 'a', budget: 'b', allowed_ips: 'c' });
});
