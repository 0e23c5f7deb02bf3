import { APIError } from '@anthropic-ai/sdk';
import { GatewayError } from '../../kernel';

const RETRY_AFTER_DEFAULT_SECONDS = 5;
const RETRY_AFTER_LONGEST_SECONDS = 3600;

/** What a provider's failure means for our caller. The provider's words go to the log, as the cause, and no further. */
export function explainProviderError(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  if (!(cause instanceof APIError))
    return new GatewayError('upstream_error', 'The model provider could not be understood', { cause });
  const status = cause.status as number | undefined;
  const kind = status ?? statusOfType(cause.type);
  switch (kind) {
    case 400:
    case 413:
    case 422:
      return new GatewayError(
        'validation_failed',
        'The model provider calls this request invalid; check `model`, `max_tokens` and the length of `question` and `context`',
        { cause, extras: { fields: [], violations: [] } },
      );
    case 404:
      return new GatewayError('validation_failed', '`model` is not known to the model provider', {
        cause,
        extras: {
          fields: ['model'],
          violations: [{ field: 'model', rule: 'known', message: 'is not known to the model provider' }],
        },
      });
    case 429:
    case 503:
    case 529:
      return new GatewayError(
        'upstream_unavailable',
        'The model provider is overloaded or limits this gateway; try again later',
        {
          cause,
          extras: { retry_after: retryAfter(cause.headers as Headers | undefined) },
        },
      );
    case 401:
    case 403:
      return new GatewayError(
        'upstream_error',
        'The model provider refused this gateway; its operator must check the provider key',
        { cause },
      );
    case undefined:
      return new GatewayError('upstream_error', 'The model provider cannot be reached', { cause });
    default:
      return new GatewayError(
        'upstream_error',
        'The model provider answered with an error; try again later',
        { cause },
      );
  }
}

/** An `error` event inside a stream has a type and no status. */
function statusOfType(type: string | null): number | undefined {
  if (type === null) return undefined;
  return type === 'overloaded_error' || type === 'rate_limit_error' ? 529 : 500;
}

/** Whole seconds, from `retry-after` in seconds or as a date (RFC 9110 section 10.2.3). */
function retryAfter(headers: Headers | undefined): number {
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return RETRY_AFTER_DEFAULT_SECONDS;
  return Math.min(RETRY_AFTER_LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
}
