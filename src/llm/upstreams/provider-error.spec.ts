import { inspect } from 'node:util';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { GatewayError } from '../../kernel';
import { explainProviderError } from './provider-error';

/** Occurs in everything that the provider says. */
const CANARY = 'canary42';

const failure = (status: number, headers: Readonly<Record<string, string>> = {}): APIError =>
  APIError.generate(
    status,
    { type: 'error', error: { type: 'api_error', message: CANARY }, echo: CANARY },
    CANARY,
    new Headers({ 'request-id': 'req_provider', 'x-echo': CANARY, ...headers }),
  );

/** An `error` event of a stream, as the SDK raises it. */
const event = (type: string): APIError =>
  new APIError(undefined, { type: 'error', error: { type, message: CANARY } }, CANARY, undefined);

describe('a failure of the provider', () => {
  it.each([
    [400, 'validation_failed'],
    [401, 'upstream_error'],
    [402, 'upstream_error'],
    [403, 'upstream_error'],
    [404, 'validation_failed'],
    [408, 'upstream_error'],
    [409, 'upstream_error'],
    [413, 'validation_failed'],
    [418, 'upstream_error'],
    [422, 'validation_failed'],
    [429, 'upstream_unavailable'],
    [500, 'upstream_error'],
    [502, 'upstream_error'],
    [503, 'upstream_unavailable'],
    [504, 'upstream_error'],
    [529, 'upstream_unavailable'],
    [301, 'upstream_error'],
  ])('of status %i is %s', (status, code) => {
    expect(explainProviderError(failure(status)).code).toBe(code);
  });

  it.each([
    ['overloaded_error', 'upstream_unavailable'],
    ['rate_limit_error', 'upstream_unavailable'],
    ['api_error', 'upstream_error'],
    ['something_new', 'upstream_error'],
  ])('inside a stream, of type %s, is %s', (type, code) => {
    expect(explainProviderError(event(type)).code).toBe(code);
  });

  it.each([
    [
      'no connection',
      new APIConnectionError({ message: CANARY, cause: new Error(CANARY) }),
      'cannot be reached',
    ],
    ['no answer in time', new APIConnectionTimeoutError({ message: CANARY }), 'cannot be reached'],
    ['a call that was called off', new APIUserAbortError({ message: CANARY }), 'cannot be reached'],
    ['JSON that is none', new SyntaxError(CANARY), 'could not be understood'],
    ['a thrown text', CANARY, 'could not be understood'],
    ['nothing', undefined, 'could not be understood'],
  ])('that is %s is an upstream_error', (_, error, sentence) => {
    const { code, message } = explainProviderError(error);
    expect(code).toBe('upstream_error');
    expect(message).toContain(sentence);
  });

  it.each<[string, unknown]>([
    ['a status', failure(500)],
    ['an invalid request', failure(400)],
    ['an unknown model', failure(404)],
    ['a refused key', failure(401)],
    ['an overload', failure(529)],
    ['an event', event('api_error')],
    ['a broken connection', new APIConnectionError({ message: CANARY, cause: new Error(CANARY) })],
    ['an error of the parser', new SyntaxError(CANARY)],
    ['a thrown text', CANARY],
  ])('says nothing of the provider, to the client or in the log, when it is %s', (_, error) => {
    const explained = explainProviderError(error);
    expect(inspect(explained, { depth: Infinity, showHidden: true })).not.toContain(CANARY);
    expect(explained.cause).toBeInstanceOf(Error);
  });

  it('is in the log by status, type and the provider’s request id, or by the code of the connection', () => {
    expect((explainProviderError(failure(401)).cause as Error).message).toBe(
      'AuthenticationError: status 401, type api_error, request req_provider',
    );
    const reset = Object.assign(new Error(CANARY), { code: 'ECONNRESET' });
    const lost = explainProviderError(new APIConnectionError({ message: CANARY, cause: reset }));
    expect((lost.cause as Error).message).toContain('APIConnectionError (Error ECONNRESET)');
  });

  it('names the model where it is the model that is unknown', () => {
    expect(explainProviderError(failure(404)).extras).toMatchObject({
      fields: ['model'],
      violations: [{ field: 'model', rule: 'upstream' }],
    });
    expect(explainProviderError(failure(400)).extras).toEqual({ fields: [], violations: [] });
  });

  it('stays as it is when it is ours already', () => {
    const ours = new GatewayError('upstream_timeout', 'x');
    expect(explainProviderError(ours)).toBe(ours);
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
    expect(explainProviderError(failure(429, { 'retry-after': value })).extras.retry_after).toBe(seconds);
  });

  it('is that until the date the provider names', () => {
    const wait = explainProviderError(failure(529, { 'retry-after': inSeconds(100) })).extras.retry_after;
    expect(wait).toBeGreaterThan(90);
    expect(wait).toBeLessThanOrEqual(100);
  });

  it('is five seconds where the provider says nothing, also in a stream', () => {
    expect(explainProviderError(failure(429)).extras.retry_after).toBe(5);
    expect(explainProviderError(event('overloaded_error')).extras.retry_after).toBe(5);
  });

  it.each([400, 401, 404, 500])('is told of no other failure (%i)', (status) => {
    expect(explainProviderError(failure(status, { 'retry-after': '7' })).extras.retry_after).toBeUndefined();
  });
});
