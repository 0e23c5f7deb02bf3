import { isIP } from 'node:net';
import type { AddressRule } from './guarded-connector';

/** What an address of a webhook has to be. */
export interface TargetRules {
  readonly isAllowed: AddressRule;
  readonly allowsHttp: boolean;
}

/** Reads the address of a webhook; what is wrong with it comes back as words that do not repeat it. */
export function webhookTarget(text: string, { isAllowed, allowsHttp }: TargetRules): URL | string {
  if (!URL.canParse(text)) return 'a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowsHttp && url.protocol === 'http:')) return 'an https:// URL';
  if (url.username !== '' || url.password !== '') return 'a URL without a user name or password';
  // A URL has read `2130706433` and `0177.1` as 127.0.0.1 by now.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host)) return 'a URL with a public address';
  return url;
}
