import type { Key } from '@sallyport/client';
import type { Tone } from '../../parts/badge';
import { budgetWords } from '../../parts/form/budget-draft';
import { count, when } from '../../parts/format';
import { MODE_WORDS, ROLE_WORDS } from '../../session/rights';

/** How a key is. */
interface KeyState {
  readonly word: 'active' | 'expired' | 'revoked';
  readonly tone: Tone;
}

/** @param now epoch milliseconds */
export function keyState({ revoked_at: revokedAt, expires_at: expiresAt }: Key, now: number): KeyState {
  if (revokedAt !== null) return { word: 'revoked', tone: 'bad' };
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return { word: 'expired', tone: 'warning' };
  return { word: 'active', tone: 'good' };
}

/** What bounds a key, in a line for a list. */
export function scopeSummary(key: Key): string {
  const { rate_limit: rate, max_concurrency: atOnce } = key;
  const parts = [
    many(key.allowed_ips, 'network'),
    key.allowed_origins.includes('*') ? 'any origin' : many(key.allowed_origins, 'origin'),
    many(key.models, 'model'),
    many(key.query_types, 'query type'),
    many(key.capabilities, 'capability', 'capabilities'),
    rate === null ? '' : `${count(rate.max_requests)} requests per ${seconds(rate.window_seconds)}`,
    atOnce === null ? '' : `${count(atOnce)} at once`,
    key.require_signature ? 'signed' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'No bounds of its own' : parts.join(' · ');
}

/** All that bounds a key, in words: what it is about, and what holds. */
export function scopeWords(key: Key): readonly (readonly [string, string])[] {
  const { rate_limit: rate, max_concurrency: atOnce } = key;
  return [
    ['Role', `${key.role}. ${ROLE_WORDS[key.role]}`],
    ['Mode', `${key.mode}. ${MODE_WORDS[key.mode]}`],
    ['Budget', budgetWords(key.budget)],
    ['Ends', when(key.expires_at)],
    ['Rate', rate === null ? 'As the gateway limits everybody' : rateWords(rate)],
    ['At once', atOnce === null ? 'Any number of requests' : `${count(atOnce)} requests`],
    ['Works from', list(key.allowed_ips, 'Any network')],
    ['For pages of', originWords(key.allowed_origins)],
    ['Models', list(key.models, 'Any')],
    ['Query types', list(key.query_types, 'Any that its role may ask')],
    ['Capabilities', list(key.capabilities, 'None: ordinary requests to Claude’s API only')],
    [
      'When a client leaves',
      key.on_disconnect === 'abort'
        ? 'The call ends at once'
        : 'The call is read to its end, and paid in full',
    ],
    ['Signature', key.require_signature ? 'Each request has to be signed (RFC 9421)' : 'Not needed'],
  ];
}

function originWords(origins: readonly string[]): string {
  if (origins.length === 0) return 'None: it is for servers, and requests of pages are refused';
  return origins.includes('*') ? 'Any origin' : origins.join(', ');
}

function rateWords({
  max_requests: requests,
  window_seconds: window,
}: NonNullable<Key['rate_limit']>): string {
  return `${count(requests)} ${requests === 1 ? 'request' : 'requests'} per ${seconds(window)}`;
}

function seconds(value: number): string {
  return value === 1 ? 'second' : `${count(value)} s`;
}

function list(entries: readonly string[], none: string): string {
  return entries.length === 0 ? none : entries.join(', ');
}

function many(entries: readonly string[], one: string, more = `${one}s`): string {
  if (entries.length === 0) return '';
  return `${String(entries.length)} ${entries.length === 1 ? one : more}`;
}
