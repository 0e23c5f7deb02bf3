import { inspect } from 'node:util';
import { bytesOf, refusal } from '../fake-upstream.fixture';
import { explainRefusal, ProviderRefusal } from './provider-refusal';
import { UpstreamFailure } from './upstream-failure';

/** Occurs in everything that the provider says. */
const CANARY = 'canary42';

const said = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  words = CANARY,
): ReturnType<typeof explainRefusal> => {
  const answer = refusal(status, { 'x-echo': CANARY, ...headers }, words);
  return explainRefusal({ ...answer, body: bytesOf(answer) });
};

describe('a refusal of the provider', () => {
  it.each([
    [204, 'upstream_error'],
    [301, 'upstream_error'],
    [307, 'upstream_error'],
    [400, 'validation_failed'],
    [401, 'upstream_error'],
    [402, 'upstream_error'],
    [403, 'upstream_error'],
    [404, 'validation_failed'],
    [408, 'upstream_error'],
    [409, 'validation_failed'],
    [413, 'validation_failed'],
    [418, 'validation_failed'],
    [422, 'validation_failed'],
    [429, 'upstream_unavailable'],
    [500, 'upstream_error'],
    [502, 'upstream_error'],
    [503, 'upstream_unavailable'],
    [504, 'upstream_timeout'],
    [529, 'upstream_unavailable'],
  ])('of status %i is %s', (status, code) => {
    expect(said(status).code).toBe(code);
  });

  it.each([400, 401, 403, 404, 429, 500, 503, 504, 529])(
    'says nothing of its words outside (%i)',
    (status) => {
      const explained = said(status);
      const { message, extras, headers, cause } = explained;
      expect(inspect([message, extras, headers, cause], { depth: Infinity })).not.toContain(CANARY);
      expect(explained.stack).not.toContain(CANARY);
      expect(explained.cause).toBeInstanceOf(Error);
    },
  );

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['its facts', {}, '{"error":{"type":"api_error"}}', 'status 500, type api_error, request req_provider'],
    ['no type', {}, '<html>', 'status 500, type none, request req_provider'],
    ['an odd id', { 'request-id': 'a b' }, '', 'status 500, type none, request odd'],
    ['a long id', { 'request-id': 'a'.repeat(65) }, '', 'status 500, type none, request odd'],
    [
      'a size',
      {},
      '{"type":"request_too_large"}',
      'status 500, type request_too_large, request req_provider',
    ],
  ])('is in the log by %s', (_, headers, body, message) => {
    const answer = { ...refusal(500, headers), body: Buffer.from(body) };
    expect((explainRefusal(answer).cause as Error).message).toBe(message);
  });

  it('without an id is in the log without one', () => {
    const cause = explainRefusal({ status: 500, headers: {}, body: Buffer.alloc(0) }).cause as Error;
    expect(cause.message).toBe('status 500, type none, request none');
  });

  it('names the model where it is the model that is unknown', () => {
    expect(said(404).extras).toMatchObject({
      fields: ['model'],
      violations: [{ field: 'model', rule: 'upstream' }],
    });
    expect(said(400).extras).toEqual({ fields: [], violations: [] });
  });

  it.each([400, 404, 409, 413, 422])(
    'of the request itself (%i) keeps Claude’s answer for who speaks its API',
    (status) => {
      const refused = said(status);
      expect(refused).toBeInstanceOf(ProviderRefusal);
      expect((refused as ProviderRefusal).answer).toMatchObject({ status, headers: { 'x-echo': CANARY } });
    },
  );

  it.each([401, 403, 429, 500, 529])('of the gateway (%i) keeps nothing of the answer', (status) => {
    expect(said(status)).toBeInstanceOf(UpstreamFailure);
    expect(said(status)).not.toHaveProperty('answer');
  });

  it.each([401, 402, 403])('of our account (%i) tells clients not to try again', (status) => {
    expect(said(status).headers).toEqual({ 'x-should-retry': 'false' });
  });

  it.each([
    ['You have reached your specified API usage limits', false],
    ['Your credit balance is too low', false],
    ['This request would exceed your monthly spend limit', false],
    ['See the billing page', false],
    ['Number of request tokens has exceeded your per-minute rate limit', true],
  ])('of 429 that says “%s” may fare better in a moment: %s', (words, again) => {
    const refused = said(429, {}, words);
    expect(refused).toMatchObject({ prospects: { again, sick: false }, nativeStatus: 429 });
    expect(refused.headers).toEqual(again ? {} : { 'x-should-retry': 'false' });
  });
});

describe('the time to wait', () => {
  const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

  it.each([
    ['7', 7],
    ['0', 1],
    ['3601', 3600],
    ['9'.repeat(400), 3600],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1],
    ['', 5],
    ['soon', 5],
  ])('after retry-after: %.20s is %i seconds', (value, seconds) => {
    for (const status of [429, 503, 529])
      expect(said(status, { 'retry-after': value }).extras.retry_after).toBe(seconds);
  });

  it('is that until the date the provider names', () => {
    const wait = said(529, { 'retry-after': inSeconds(100) }).extras.retry_after;
    expect(wait).toBeGreaterThan(90);
    expect(wait).toBeLessThanOrEqual(100);
  });

  it.each([429, 503, 529])('is five seconds where the provider says nothing (%i)', (status) => {
    expect(said(status).extras.retry_after).toBe(5);
  });

  it.each([400, 401, 404, 500])('is told of no other failure (%i)', (status) => {
    expect(said(status, { 'retry-after': '7' }).extras.retry_after).toBeUndefined();
  });

  it.each([408, 429, 500, 503, 504, 529])('is heeded before the next attempt (%i)', (status) => {
    expect(said(status, { 'retry-after': '7' })).toMatchObject({ prospects: { waitSeconds: 7 } });
    expect(said(status)).toMatchObject({ prospects: { waitSeconds: undefined } });
  });
});
