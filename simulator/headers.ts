import type { OutgoingHttpHeaders } from 'node:http';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream; charset=utf-8';

const REQUEST_LIMIT = 4_000;
const TOKEN_LIMIT = 2_000_000;
const WINDOW_MS = 60_000;

export function jsonHeaders(requestId: string): OutgoingHttpHeaders {
  return { 'request-id': requestId, 'content-type': JSON_TYPE };
}

/**
 * What the real API adds to its messages routes, and a gateway must not pass on: its account's limits and name, and
 * a cookie. The limits never run out here.
 * @param now milliseconds since the epoch; the limits reset a minute later
 */
function accountHeaders(now: number): OutgoingHttpHeaders {
  const reset = new Date(now + WINDOW_MS).toISOString();
  return {
    'anthropic-organization-id': 'org_simulator',
    'anthropic-ratelimit-requests-limit': REQUEST_LIMIT,
    'anthropic-ratelimit-requests-remaining': REQUEST_LIMIT - 1,
    'anthropic-ratelimit-requests-reset': reset,
    'anthropic-ratelimit-tokens-limit': TOKEN_LIMIT,
    'anthropic-ratelimit-tokens-remaining': TOKEN_LIMIT - 1_000,
    'anthropic-ratelimit-tokens-reset': reset,
    'set-cookie': '_cfuvid=simulator; path=/; HttpOnly; Secure; SameSite=None',
  };
}

export function messagesHeaders(requestId: string, now: number, stream: boolean): OutgoingHttpHeaders {
  return {
    'request-id': requestId,
    'content-type': stream ? STREAM_TYPE : JSON_TYPE,
    ...(stream && { 'cache-control': 'no-cache' }),
    ...accountHeaders(now),
  };
}
