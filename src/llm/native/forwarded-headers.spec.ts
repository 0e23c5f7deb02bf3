import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { refusalOf } from '../../kernel/refusal.fixture';
import { betaOf, forwardedHeaders, sessionOf, waitOf } from './forwarded-headers';

const requestOf = (headers: IncomingHttpHeaders, method = 'POST'): IncomingMessage =>
  ({ headers, method }) as IncomingMessage;
const JSON_TYPE = { 'content-type': 'application/json' };

describe('what the provider gets of a client’s headers', () => {
  it('is which API is spoken, and nothing else', () => {
    const headers = {
      authorization: 'Bearer sp_secret',
      'x-api-key': 'sp_secret',
      'proxy-authorization': 'Basic x',
      cookie: 'a=b',
      host: 'gateway.example',
      connection: 'close',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '5',
      'content-encoding': 'identity',
      'transfer-encoding': 'chunked',
      'accept-encoding': 'gzip',
      'user-agent': 'x',
      'x-forwarded-for': '10.0.0.1',
      'x-stainless-timeout': '600',
      'x-claude-code-session-id': 's',
      'anthropic-dangerous-direct-browser-access': 'true',
      'anthropic-organization-id': 'o',
      'idempotency-key': 'k',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-2025-01-01,b',
    };
    expect(forwardedHeaders(requestOf(headers))).toEqual({
      ...JSON_TYPE,
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-2025-01-01,b',
    });
  });

  it('is nothing of a client that says nothing, but for the type of a body', () => {
    expect(forwardedHeaders(requestOf({}))).toEqual(JSON_TYPE);
    expect(forwardedHeaders(requestOf({ 'content-type': 'application/json' }, 'GET'))).toEqual({});
  });

  it.each(['2023-06-01', '2026-10-21', 'preview_1.0'])('may name the version %s', (version) => {
    expect(forwardedHeaders(requestOf({ 'anthropic-version': version }))).toMatchObject({
      'anthropic-version': version,
    });
  });

  it.each<[string, string | string[]]>([
    ['nothing', ''],
    ['two in one', '2023-06-01, 2023-01-01'],
    ['a blank', '2023 06'],
    ['a line break', '2023-06-01\r\nx-api-key: y'],
    ['odd letters', 'é'],
    ['a long one', 'x'.repeat(41)],
    ['two', ['2023-06-01', '2023-06-01']],
  ])('refuses %s for a version', async (_, version) => {
    const headers: IncomingHttpHeaders = { 'anthropic-version': version };
    const { code, extras } = await refusalOf(() => forwardedHeaders(requestOf(headers)));
    expect([code, extras.fields]).toEqual(['validation_failed', ['anthropic-version']]);
    expect(extras.violations).toMatchObject([{ rule: 'version' }]);
  });
});

describe('the betas of a request', () => {
  it.each<[string | string[] | undefined, string | undefined]>([
    [undefined, undefined],
    ['a', 'a'],
    ['a, b', 'a, b'],
    [['a', 'b,c'], 'a,b,c'],
  ])('that come as %j are %j', (beta, expected) => {
    expect(betaOf(beta === undefined ? {} : { 'anthropic-beta': beta })).toBe(expected);
  });
});

describe('the session of a request', () => {
  it.each<[string | string[] | undefined, string | null]>([
    ['0b6c0a2e-7a4e-4f0f-9d0a-1f2b3c4d5e6f', '0b6c0a2e-7a4e-4f0f-9d0a-1f2b3c4d5e6f'],
    ['a:b.c_d', 'a:b.c_d'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), null],
    ['', null],
    ['a b', null],
    ['<script>', null],
    ['a\n', null],
    [['a', 'a'], null],
    [undefined, null],
  ])('that names itself %j is %j', (session, expected) => {
    expect(sessionOf(session === undefined ? {} : { 'x-claude-code-session-id': session })).toBe(expected);
  });
});

describe('the time that a client waits', () => {
  it.each<[string | undefined, number | undefined]>([
    ['600', 600_000],
    ['0.5', 500],
    ['86400', 86_400_000],
    ['86401', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['', undefined],
    ['soon', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    [undefined, undefined],
  ])('is, where it says %j, %j ms', (seconds, expected) => {
    expect(waitOf(seconds === undefined ? {} : { 'x-stainless-timeout': seconds })).toBe(expected);
  });
});
