import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { invalidField, type GatewayError } from '../../kernel';

const VERSION = /^[\w.-]{1,40}$/;
const SESSION = /^[\w.:-]{1,100}$/;
/** Longest wait that a client can mean. */
const WAIT_LONGEST_SECONDS = 86_400;

/**
 * What of a client's headers the provider gets: which API is spoken. No credential, cookie, proxy or `x-*` header.
 * @throws GatewayError `validation_failed` for a version that is none
 */
export function forwardedHeaders({ headers, method }: IncomingMessage): Readonly<Record<string, string>> {
  const forwarded: Record<string, string> = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const version = headers['anthropic-version'];
  const beta = betaOf(headers);
  if (version !== undefined) {
    if (typeof version !== 'string' || !VERSION.test(version)) throw wrongVersion();
    forwarded['anthropic-version'] = version;
  }
  if (beta !== undefined) forwarded['anthropic-beta'] = beta;
  return forwarded;
}

/** Several headers of that name are one list (RFC 9110 section 5.3). */
export function betaOf(headers: IncomingHttpHeaders): string | undefined {
  const beta = headers['anthropic-beta'];
  return Array.isArray(beta) ? beta.join(',') : beta;
}

/** The session that Claude Code names, if it is a plain name. */
export function sessionOf(headers: IncomingHttpHeaders): string | null {
  const session = headers['x-claude-code-session-id'];
  return typeof session === 'string' && SESSION.test(session) ? session : null;
}

/** Milliseconds after which an official SDK gives up by itself, where it says so. */
export function waitOf(headers: IncomingHttpHeaders): number | undefined {
  const seconds = Number(headers['x-stainless-timeout'] ?? NaN);
  return seconds > 0 && seconds <= WAIT_LONGEST_SECONDS ? seconds * 1000 : undefined;
}

function wrongVersion(): GatewayError {
  return invalidField('anthropic-version', 'version', 'must be a version such as 2023-06-01');
}
