import fc from 'fast-check';
import { browserClaimsOf, claimsOf, type TokenType } from './claims';
import { payloadOf } from './tokens.fixture';

const BROWSER = {
  typ: 'browser',
  parent: 'key:abcdefghijkl',
  origin: 'https://app.example.com',
};

const without = (payload: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => key !== name));

/** What each claim must not be. */
const BAD: Readonly<Record<string, readonly unknown[]>> = {
  sub: ['', 'x'.repeat(201), 5, null, ['chris'], { toString: 'chris' }],
  role: ['root', 'Member', '', 5, null, ['member'], '__proto__', 'constructor'],
  mode: ['none', 'Full', '', true, null, ['full']],
  iss: ['other', 'Sallyport', '', null, ['sallyport'], 5],
  aud: ['other', '', null, ['sallyport'], ['sallyport', 'other'], 5],
  iat: ['1789000000', null, NaN, Infinity, [1], {}],
  exp: ['1789000000', null, NaN, Infinity, [1], {}],
  jti: ['', 'x'.repeat(65), 'a b', "a'b", 'a/b', 'é', 5, null, ['a']],
  sid: ['', 'x'.repeat(65), 'a b', 5, null, ['a']],
  typ: ['Access', 'JWT', '', null, 5, ['access']],
};
const REQUIRED = Object.keys(BAD).filter((name) => name !== 'sid');

describe('the claims of a token', () => {
  it.each<TokenType>(['access', 'refresh', 'browser'])(
    'of the type %s are read as that type, and as no other',
    (typ) => {
      const payload = payloadOf({ typ });
      for (const asked of ['access', 'refresh', 'browser'] as const) {
        expect(claimsOf(payload, asked)).toBe(asked === typ ? payload : undefined);
      }
    },
  );

  it.each([
    ['no log-in behind it', without(payloadOf(), 'sid')],
    ['claims of others', payloadOf({ scope: 'x', nbf: 5 })],
    ['a long name', payloadOf({ sub: 'x'.repeat(200) })],
    ['a long id', payloadOf({ jti: 'x'.repeat(64) })],
  ])('may be of a token with %s', (_, payload) => {
    expect(claimsOf(payload, 'access')).toBe(payload);
  });

  it.each(REQUIRED)('are none without %s', (name) => {
    expect(claimsOf(without(payloadOf(), name), 'access')).toBeUndefined();
  });

  it.each(
    Object.entries(BAD).flatMap(([name, values]) =>
      values.map((value) => [name, value] as [string, unknown]),
    ),
  )('are none with %s = %j', (name, value) => {
    expect(claimsOf(payloadOf({ [name]: value }), 'access')).toBeUndefined();
  });

  it.each([[undefined], [null], ['text'], [5], [[]], [{}]])('are none of %j', (payload) => {
    for (const typ of ['access', 'refresh', 'browser'] as const)
      expect(claimsOf(payload, typ)).toBeUndefined();
    expect(browserClaimsOf(payload)).toBeUndefined();
  });

  it('are read from any JSON without a throw', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(BAD)),
        fc.jsonValue(),
        (any, name, value) => {
          claimsOf(any, 'access');
          claimsOf(payloadOf({ [name]: value }), 'access');
          browserClaimsOf(payloadOf({ ...BROWSER, [name]: value }));
        },
      ),
    );
  });
});

describe('the claims of a browser token', () => {
  const payload = payloadOf(BROWSER);

  it.each([
    ['as few as can be', payload],
    ['a person behind it', { ...payload, parent: 'user:abcdefghijkl' }],
    ['bounds', { ...payload, models: ['m'], query_types: [], counts_requests: true }],
    ['requests that are not counted', { ...payload, counts_requests: false }],
    ['money of its own', { ...payload, max_cost_micro_usd: 250_000 }],
    ['no money', { ...payload, max_cost_micro_usd: 0 }],
    ['as much money as can be counted', { ...payload, max_cost_micro_usd: Number.MAX_SAFE_INTEGER }],
    ['any page user', { ...payload, sub: 'customer 42 / Ünal' }],
  ])('may be %s', (_, claims) => {
    expect(browserClaimsOf(claims)).toBe(claims);
  });

  it.each<[string, unknown]>([
    ...REQUIRED.map((name) => [name, undefined] as [string, unknown]),
    ['typ', 'access'],
    ['typ', 'refresh'],
    ['parent', undefined],
    ['parent', null],
    ['parent', ''],
    ['parent', 'abcdefghijkl'],
    ['parent', 'key:'],
    ['parent', 'key:abcdefghijk'],
    ['parent', 'key:abcdefghijkl1'],
    ['parent', 'key:abcdefghijk-'],
    ['parent', 'key:abcdefghijkl\n'],
    ['parent', 'root:abcdefghijkl'],
    ['parent', 'Key:abcdefghijkl'],
    ['parent', 'key:abcdefghijkl/x'],
    ['parent', ['key:abcdefghijkl']],
    ['origin', undefined],
    ['origin', 'null'],
    ['origin', '*'],
    ['origin', 'https://app.example.com/'],
    ['origin', 'https://*.example.com'],
    ['origin', ['https://app.example.com']],
    ['models', 'm'],
    ['models', null],
    ['models', [5]],
    ['models', { 0: 'm' }],
    ['query_types', 'q'],
    ['query_types', [null]],
    ['counts_requests', 'true'],
    ['counts_requests', 1],
    ['counts_requests', null],
    ...[-1, 0.5, '5', NaN, Infinity, 2 ** 53, null, true, [5], {}].map((value): [string, unknown] => [
      'max_cost_micro_usd',
      value,
    ]),
  ])('are none with %s = %j', (name, value) => {
    expect(browserClaimsOf({ ...payload, [name]: value })).toBeUndefined();
  });

  it.each([true, false, null, undefined])(
    'are none of the former release, which says capped: %j, and keeps its caps elsewhere',
    (capped) => {
      expect(browserClaimsOf({ ...payload, capped })).toBeUndefined();
    },
  );
});
