import openapi from '../../../openapi.json';
import * as client from '../src/index.js';
import { errorInStream, errorOf } from '../src/problem.js';

const { SallyportError } = client;
const CODES = openapi.components.schemas.Problem.properties.code.enum;

const problem = (code: string, extras: object = {}): object => ({
  type: `urn:sallyport:error:${code}`,
  title: 'A title',
  status: 400,
  detail: 'What is wrong',
  error: 'A title',
  message: 'What is wrong',
  code,
  layer: 'validation',
  request_id: 'req_of_the_body',
  ...extras,
});

function answer(body: unknown, status = 400, headers: Readonly<Record<string, string>> = {}): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/problem+json', ...headers } });
}

describe('an error of the gateway', () => {
  it.each(CODES)('%s has a class of its own', async (code) => {
    const error = await errorOf(answer(problem(code)));
    const name = error.constructor.name;
    expect(name).toMatch(/^[A-Z]\w+Error$/);
    expect([error.name, error.code, error.message]).toEqual([name, code, 'What is wrong']);
    expect((client as unknown as Record<string, unknown>)[name]).toBe(error.constructor);
    expect(error).toBeInstanceOf(SallyportError);
    expect(error.constructor).not.toBe(SallyportError);
  });

  it('carries what the gateway says', async () => {
    const violations = [{ field: 'question', rule: 'isLength', message: 'too long' }];
    const body = problem('validation_failed', { fields: ['question'], violations });
    const error = await errorOf(answer(body));
    expect(error).toBeInstanceOf(client.ValidationFailedError);
    expect(error).toMatchObject({
      status: 400,
      layer: 'validation',
      requestId: 'req_of_the_body',
      fields: ['question'],
      violations,
      problem: body,
    });
  });

  it.each([
    ['seconds', '7', 7],
    ['none', '0', 0],
    ['a date that is past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['junk', 'soon', undefined],
  ])('says after which time to ask again: %s', async (_, header, seconds) => {
    const error = await errorOf(answer(problem('rate_limited'), 429, { 'retry-after': header }));
    expect(error.retryAfter).toBe(seconds);
  });

  it('says it by a date, too', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfter } = await errorOf(answer(problem('rate_limited'), 429, { 'retry-after': date }));
    expect(retryAfter).toBeGreaterThan(55);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it('with a code that this version does not know is an error all the same', async () => {
    const error = await errorOf(answer(problem('invented_later'), 418));
    expect(error.constructor).toBe(SallyportError);
    expect(error).toMatchObject({ name: 'InventedLaterError', code: 'invented_later', status: 418 });
  });

  it.each([
    ['a page of a proxy', '<h1>Bad gateway sp_secret</h1>', { 'content-type': 'text/html' }],
    ['JSON of something else', '{"code":"rate_limited"}', { 'content-type': 'application/json' }],
    ['a broken problem', '{"code":', {}],
    ['a problem of others', '{"title":"no"}', {}],
    ['null', 'null', {}],
  ])('is not what %s makes up, and that is not quoted', async (_, body, headers) => {
    const error = await errorOf(answer(body, 502, { 'x-request-id': 'req_9', ...headers }));
    expect(error.constructor).toBe(SallyportError);
    expect(error).toMatchObject({
      name: 'SallyportError',
      message: 'The answer was 502',
      code: 'unknown',
      status: 502,
      requestId: 'req_9',
      layer: undefined,
      problem: undefined,
      fields: [],
    });
  });

  it('at the end of a stream has its class, and is final', () => {
    const error = errorInStream(
      JSON.stringify(problem('upstream_unavailable', { status: 503, retry_after: 3 })),
    );
    expect(error).toBeInstanceOf(client.UpstreamUnavailableError);
    expect(error).toMatchObject({ status: 503, retryAfter: 3, shouldRetry: false });
    expect(errorInStream('junk')).toMatchObject({ code: 'unknown', shouldRetry: false });
  });
});
