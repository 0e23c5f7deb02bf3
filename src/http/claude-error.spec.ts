import { ERRORS, GatewayError, type ErrorCode } from '../kernel';
import { claudeErrorHeaders, claudeErrorOf, isNative, nativeStatusOf } from './claude-error';

const CODES = Object.keys(ERRORS) as readonly ErrorCode[];

/** Claude's error types, each with the statuses that it comes with (platform.claude.com/docs/en/api/errors). */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  408: 'invalid_request_error',
  409: 'invalid_request_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  417: 'invalid_request_error',
  429: 'rate_limit_error',
  431: 'invalid_request_error',
  500: 'api_error',
  502: 'api_error',
  503: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

describe('in Claude’s shape', () => {
  it.each(CODES)('%s has the status, type and code that clients look at', (code) => {
    const error = new GatewayError(code, 'What to do');
    const status = code === 'upstream_unavailable' ? 529 : ERRORS[code].status;
    expect(nativeStatusOf(error)).toBe(status);
    expect(JSON.parse(JSON.stringify(claudeErrorOf(error, 'req_1')))).toEqual({
      type: 'error',
      error: {
        type: TYPES[status],
        message: 'What to do',
        details: { error_code: code, layer: ERRORS[code].layer },
      },
      request_id: 'req_1',
    });
  });

  it.each(CODES)('%s says whether waiting changes it', (code) => {
    const isFinal = [401, 402, 403].includes(ERRORS[code].status);
    expect(claudeErrorHeaders(new GatewayError(code, 'x'))).toEqual(
      isFinal ? ['x-should-retry', 'false'] : [],
    );
  });

  it.each<[ErrorCode, number, string]>([
    ['upstream_unavailable', 429, 'rate_limit_error'],
    ['upstream_error', 529, 'overloaded_error'],
    ['validation_failed', 413, 'request_too_large'],
    ['overloaded', 599, 'api_error'],
  ])('%s with a native status of %s is of type %s', (code, nativeStatus, type) => {
    const error = new GatewayError(code, 'x', { nativeStatus });
    expect(nativeStatusOf(error)).toBe(nativeStatus);
    expect(claudeErrorOf(error, 'req_1')).toMatchObject({ error: { type, details: { error_code: code } } });
  });

  it('a refusal keeps what it says besides, but for its title', () => {
    const extras = { title: 'Missing required fields', fields: ['a'], violations: [], retry_after: 3 };
    const cause = new Error('canary42');
    const shown = JSON.stringify(
      claudeErrorOf(new GatewayError('validation_failed', 'x', { extras, cause }), 'req_1'),
    );
    expect(JSON.parse(shown)).toMatchObject({
      error: { details: { fields: ['a'], violations: [], retry_after: 3 } },
    });
    expect(shown).not.toMatch(/title|canary42/);
  });
});

it.each<[string | undefined, boolean]>([
  ['/v1', true],
  ['/v1/', true],
  ['/v1/x', true],
  ['/v1?x', true],
  ['/v1/messages?beta=true', true],
  ['/v10', false],
  ['/v1x', false],
  ['/v1.', false],
  ['/V1', false],
  ['//v1', false],
  ['/api/v1', false],
  ['/v2/messages', false],
  ['v1', false],
  ['', false],
  ['/', false],
  [undefined, false],
])('whether %j is of Claude’s own API: %j', (target, expected) => {
  expect(isNative(target)).toBe(expected);
});
