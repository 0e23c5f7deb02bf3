import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError, type Violation } from '../../kernel';
import { UpstreamFailure } from './upstream-failure';

/** An answer of the provider that is no good one, its body read as far as it is looked at. */
export interface BadAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What error types and request ids look like. */
const PLAIN = /^[\w-]{1,64}$/;

const WAIT_DEFAULT_SECONDS = 5;
const WAIT_LONGEST_SECONDS = 3600;

/** How a spend cap is told from a rate limit: waiting a moment does not lift it. */
const SPEND_CAP = /spend|usage limit|credit balance|billing/i;

/** What the provider calls wrong in the request itself; on `/v1` its own words are the answer. */
export class ProviderRefusal extends GatewayError {
  constructor(
    readonly answer: BadAnswer,
    detail: string,
    fields: readonly string[],
  ) {
    const violations: readonly Violation[] = fields.map((field) => ({
      field,
      rule: 'upstream',
      message: 'is refused by the model provider',
    }));
    super('validation_failed', detail, { cause: factsOf(answer), extras: { fields, violations } });
  }
}

/**
 * What an answer other than 200 means for our caller. On `/api` nobody gets the provider's words, not even the log: a
 * provider may echo the key or the prompt in them. The log gets the facts.
 */
export function explainRefusal(answer: BadAnswer): GatewayError {
  const { status } = answer;
  if (status === 429) return limited(answer);
  if (status === 401 || status === 402 || status === 403) {
    return new UpstreamFailure(
      'upstream_error',
      'The model provider refused this gateway; its operator must check the provider key and account',
      { again: false, sick: false },
      { cause: factsOf(answer), headers: { 'x-should-retry': 'false' } },
    );
  }
  if (status === 404)
    return new ProviderRefusal(answer, '`model` is not known to the model provider', ['model']);
  if (status >= 400 && status < 500 && status !== 408) {
    const detail =
      'The model provider calls this request invalid; check `model`, `max_tokens` and the lengths';
    return new ProviderRefusal(answer, detail, []);
  }
  return failed(answer);
}

function failed(answer: BadAnswer): UpstreamFailure {
  const { status } = answer;
  const again = mayTryAgain(answer, status === 408 || status >= 500);
  const prospects = { again, sick: status >= 500, waitSeconds: askedWait(answer) };
  const cause = factsOf(answer);
  if (status === 503 || status === 529) {
    const detail = 'The model provider is overloaded; try again later';
    return new UpstreamFailure('upstream_unavailable', detail, prospects, {
      cause,
      extras: { retry_after: askedWait(answer) ?? WAIT_DEFAULT_SECONDS },
    });
  }
  if (status === 504) {
    const detail = 'The model provider took too long; ask for fewer tokens, or stream the answer';
    return new UpstreamFailure('upstream_timeout', detail, prospects, { cause });
  }
  const detail = 'The model provider answered with an error; try again later';
  return new UpstreamFailure('upstream_error', detail, prospects, { cause });
}

function limited(answer: BadAnswer): UpstreamFailure {
  const again = mayTryAgain(answer, !SPEND_CAP.test(answer.body.toString('latin1')));
  const waitSeconds = askedWait(answer);
  const detail = again
    ? 'The model provider limits this gateway; try again later'
    : 'The model provider has cut this gateway off for now; its operator must check the spending limits there';
  return new UpstreamFailure(
    'upstream_unavailable',
    detail,
    { again, sick: false, waitSeconds },
    {
      cause: factsOf(answer),
      nativeStatus: 429,
      extras: { retry_after: waitSeconds ?? WAIT_DEFAULT_SECONDS },
      ...(again ? {} : { headers: { 'x-should-retry': 'false' } }),
    },
  );
}

/** The provider's own word on it, where it says one. */
function mayTryAgain({ headers }: BadAnswer, otherwise: boolean): boolean {
  const word = headers['x-should-retry'];
  return word === 'true' || (word !== 'false' && otherwise);
}

/** Whole seconds, from `retry-after` in seconds or as a date (RFC 9110 section 10.2.3); undefined when it names none. */
function askedWait({ headers }: BadAnswer): number | undefined {
  const value = headers['retry-after'] ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(WAIT_LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
}

/** Names, numbers and ids of a refusal, without any text that came from outside. */
function factsOf({ status, headers, body }: BadAnswer): Error {
  const type = /"type"\s*:\s*"([a-z_]{1,40}_error|request_too_large)"/.exec(body.toString('latin1'))?.[1];
  return new ProviderAnswered(
    status,
    `status ${String(status)}, type ${type ?? 'none'}, request ${plain(headers['request-id'])}`,
  );
}

/** Why a call failed: the provider answered with another status than 200. */
class ProviderAnswered extends Error {
  constructor(
    readonly status: number,
    facts: string,
  ) {
    super(facts);
  }
}

/** The status that a call was refused with by the provider; undefined where it was not. */
export function providerStatusOf(failure: unknown): number | undefined {
  const { cause } = failure instanceof Error ? failure : {};
  return cause instanceof ProviderAnswered ? cause.status : undefined;
}

/** An identifier as it stands, or a mark where something else came in its place. */
function plain(text: string | readonly string[] | undefined): string {
  return text === undefined ? 'none' : typeof text === 'string' && PLAIN.test(text) ? text : 'odd';
}
