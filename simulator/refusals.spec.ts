import Anthropic from '@anthropic-ai/sdk';
import { startSimulator, type RunningSimulator } from './index';
import { CREDENTIALS, onWire, QUESTION, sdk, type WireRequest } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: false });
});
afterAll(() => simulator.close());

const V2026 = { ...CREDENTIALS, 'anthropic-version': '2026-10-21' };
const without = (field: keyof typeof QUESTION): object => ({ ...QUESTION, [field]: undefined });
const saying = (...messages: readonly unknown[]): object => ({ ...QUESTION, messages });

const REFUSALS: readonly (readonly [string, WireRequest, number, string])[] = [
  ['no credential', { headers: { 'anthropic-version': '2023-06-01' } }, 401, 'authentication_error'],
  ['an empty key', { headers: { ...CREDENTIALS, 'x-api-key': '' } }, 401, 'authentication_error'],
  ['an empty bearer', { headers: { authorization: 'Bearer ' } }, 401, 'authentication_error'],
  ['another scheme', { headers: { authorization: 'Basic eA==' } }, 401, 'authentication_error'],
  ['an invalid key', { headers: { ...CREDENTIALS, 'x-api-key': 'invalid-1' } }, 401, 'authentication_error'],
  ['no version', { headers: { 'x-api-key': 'sk' } }, 400, 'invalid_request_error'],
  [
    'an unknown version',
    { headers: { ...CREDENTIALS, 'anthropic-version': '2024-01-01' } },
    400,
    'invalid_request_error',
  ],
  ['no JSON', { body: '{"model": ' }, 400, 'invalid_request_error'],
  ['an empty body', { body: '' }, 400, 'invalid_request_error'],
  ['a JSON array', { body: [] }, 400, 'invalid_request_error'],
  ['no model', { body: without('model') }, 400, 'invalid_request_error'],
  ['a model that is no string', { body: { ...QUESTION, model: 1 } }, 400, 'invalid_request_error'],
  ['an unknown model', { body: { ...QUESTION, model: 'claude-none' } }, 404, 'not_found_error'],
  ['no max_tokens', { body: without('max_tokens') }, 400, 'invalid_request_error'],
  ['max_tokens 0', { body: { ...QUESTION, max_tokens: 0 } }, 400, 'invalid_request_error'],
  ['half a token', { body: { ...QUESTION, max_tokens: 1.5 } }, 400, 'invalid_request_error'],
  ['max_tokens as text', { body: { ...QUESTION, max_tokens: '1' } }, 400, 'invalid_request_error'],
  ['no messages', { body: without('messages') }, 400, 'invalid_request_error'],
  ['an empty list of messages', { body: saying() }, 400, 'invalid_request_error'],
  ['a message that is text', { body: saying('hello') }, 400, 'invalid_request_error'],
  ['an unknown role', { body: saying({ role: 'tool', content: 'x' }) }, 400, 'invalid_request_error'],
  ['content without a type', { body: saying({ role: 'user', content: [{}] }) }, 400, 'invalid_request_error'],
  ['content that is a number', { body: saying({ role: 'user', content: 1 }) }, 400, 'invalid_request_error'],
  ['stream as text', { body: { ...QUESTION, stream: 'yes' } }, 400, 'invalid_request_error'],
  [
    'a tool that is not there',
    { body: { ...QUESTION, tool_choice: { type: 'any' } } },
    400,
    'invalid_request_error',
  ],
  [
    'temperature in 2026',
    { headers: V2026, body: { ...QUESTION, temperature: 1 } },
    400,
    'invalid_request_error',
  ],
  ['top_p in 2026', { headers: V2026, body: { ...QUESTION, top_p: 1 } }, 400, 'invalid_request_error'],
  ['top_k in 2026', { headers: V2026, body: { ...QUESTION, top_k: 1 } }, 400, 'invalid_request_error'],
  ['a body over 32 MiB', { body: Buffer.alloc(32 * 1024 * 1024 + 1, 0x20) }, 413, 'request_too_large'],
  ['unknown trouble', { trouble: 'fire' }, 400, 'invalid_request_error'],
  ['an unknown path', { path: '/v1/complete' }, 404, 'not_found_error'],
  ['an unknown method', { method: 'GET' }, 404, 'not_found_error'],
  ['control that is off', { path: '/_simulator/trouble' }, 404, 'not_found_error'],
  ['models without a key', { method: 'GET', path: '/v1/models', headers: {} }, 401, 'authentication_error'],
];

describe('a refusal', () => {
  it.each(REFUSALS)('of %s has its status and the shape of Claude', async (_, asked, status, type) => {
    const answer = await onWire(simulator, {
      body: asked.method === 'GET' ? undefined : QUESTION,
      ...asked,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'error',
      error: { type, message: expect.any(String) as unknown },
      request_id: answer.headers['request-id'],
    });
  });

  it('leaves sampling alone under 2023-06-01', async () => {
    expect(
      (await onWire(simulator, { body: { ...QUESTION, temperature: 1, top_p: 1, top_k: 1 } })).status,
    ).toBe(200);
  });

  it.each([
    ['status:400', Anthropic.BadRequestError, 'invalid_request_error'],
    ['status:401', Anthropic.AuthenticationError, 'authentication_error'],
    ['status:402', Anthropic.PaymentRequiredError, 'billing_error'],
    ['status:403', Anthropic.PermissionDeniedError, 'permission_error'],
    ['status:404', Anthropic.NotFoundError, 'not_found_error'],
    ['status:413', Anthropic.ContentTooLargeError, 'request_too_large'],
    ['status:429', Anthropic.RateLimitError, 'rate_limit_error'],
    ['status:500', Anthropic.InternalServerError, 'api_error'],
    ['status:503', Anthropic.ServiceUnavailableError, 'api_error'],
    ['status:504', Anthropic.GatewayTimeoutError, 'timeout_error'],
    ['status:529', Anthropic.OverloadedError, 'overloaded_error'],
  ])('scripted as %s is the error class of the SDK', async (trouble, errorClass, type) => {
    const headers = { 'x-simulator-trouble': trouble };
    const error: unknown = await sdk(simulator)
      .messages.create(QUESTION, { headers })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ type, requestID: expect.stringMatching(/^req_sim_/) as unknown });
  });
});
