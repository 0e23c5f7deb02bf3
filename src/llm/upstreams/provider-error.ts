import { APIError } from '@anthropic-ai/sdk';
import { GatewayError } from '../../kernel';

/** What error types and request ids look like. */
const PLAIN = /^[\w-]{1,64}$/;

const RETRY_AFTER_DEFAULT_SECONDS = 5;
const RETRY_AFTER_LONGEST_SECONDS = 3600;

/**
 * What a provider's failure means for our caller. Nobody gets the provider's words, not even the log: a provider may
 * echo the key or the prompt in them. The log gets the facts.
 */
export function explainProviderError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const cause = factsOf(error);
  if (!(error instanceof APIError)) {
    return new GatewayError('upstream_error', 'The model provider could not be understood', { cause });
  }
  switch (statusOf(error.status as number | undefined, error.type)) {
    case undefined:
      return new GatewayError('upstream_error', 'The model provider cannot be reached', { cause });
    case 400:
    case 413:
    case 422:
      return invalid(
        'The model provider calls this request invalid; check `model`, `max_tokens` and the lengths',
        [],
        cause,
      );
    case 404:
      return invalid('`model` is not known to the model provider', ['model'], cause);
    case 401:
    case 403: {
      const detail = 'The model provider refused this gateway; its operator must check the provider key';
      return new GatewayError('upstream_error', detail, { cause });
    }
    case 429:
    case 503:
    case 529: {
      const detail = 'The model provider is overloaded or limits this gateway; try again later';
      const retry_after = retryAfter(error.headers as Headers | undefined);
      return new GatewayError('upstream_unavailable', detail, { cause, extras: { retry_after } });
    }
    default:
      return new GatewayError(
        'upstream_error',
        'The model provider answered with an error; try again later',
        { cause },
      );
  }
}

function invalid(detail: string, fields: readonly string[], cause: Error): GatewayError {
  const violations = fields.map((field) => ({
    field,
    rule: 'upstream',
    message: 'is refused by the model provider',
  }));
  return new GatewayError('validation_failed', detail, { cause, extras: { fields, violations } });
}

/** Names, numbers and ids of a failure, without any text that came from outside. */
function factsOf(error: unknown): Error {
  if (error instanceof APIError) {
    const { name, type, requestID } = error;
    const reason = error.cause instanceof Error ? ` (${codeOf(error.cause)})` : '';
    return new Error(
      `${name}${reason}: status ${String(error.status)}, type ${plain(type)}, request ${plain(requestID)}`,
    );
  }
  return new Error(error instanceof Error ? codeOf(error) : typeof error);
}

/** An identifier as it stands, or a mark where something else came in its place. */
function plain(text: string | null | undefined): string {
  return text == null ? 'none' : PLAIN.test(text) ? text : 'odd';
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : `${error.name} ${code}`;
}

/** An `error` event inside a stream has a type and no status; a connection that failed has neither. */
function statusOf(status: number | undefined, type: string | null): number | undefined {
  if (status !== undefined || type === null) return status;
  return type === 'overloaded_error' || type === 'rate_limit_error' ? 529 : 500;
}

/** Whole seconds, from `retry-after` in seconds or as a date (RFC 9110 section 10.2.3). */
function retryAfter(headers: Headers | undefined): number {
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return RETRY_AFTER_DEFAULT_SECONDS;
  return Math.min(RETRY_AFTER_LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
}
