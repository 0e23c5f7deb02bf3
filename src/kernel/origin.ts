/** Whole labels of a host name, as a browser writes them. */
const LABELS = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;
/** At least two labels, the last no number: neither a whole top-level domain nor an IPv4 address. */
const DOMAIN = /\.[a-z0-9-]*[a-z-][a-z0-9-]*$/;
const WILDCARD = '://*.';

/**
 * Which pages a credential may be used from: any and no page; no page at all, since it is for servers; or pages of
 * these origins only, each exact or `https://*.example.com`.
 */
export type OriginPolicy = 'any' | 'servers' | readonly string[];

/** Whether a text is an http or https origin exactly as a browser sends it (RFC 6454 section 6.2). */
export function isOrigin(text: string): boolean {
  // To `URL` a star is a letter of a name like others; to us it never is.
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Whether a text is an origin, or one with `*.` for whole left-most labels of a domain. */
export function isOriginRule(text: string): boolean {
  if (!text.includes('*')) return isOrigin(text);
  const [scheme = '', domain = '', ...rest] = text.split(WILDCARD);
  const plain = `${scheme}://${domain}`;
  if (rest.length > 0 || !isOrigin(plain)) return false;
  const { hostname } = new URL(plain);
  return LABELS.test(hostname) && DOMAIN.test(hostname);
}

/** Whether an origin is one that the rule names: scheme, host and port, exactly. */
export function originFits(origin: string, rule: string): boolean {
  if (!rule.includes(WILDCARD)) return origin === rule;
  const [scheme = '', domain = ''] = rule.split(WILDCARD);
  const [start, end] = [`${scheme}://`, `.${domain}`];
  if (!origin.startsWith(start) || !origin.endsWith(end)) return false;
  return LABELS.test(origin.slice(start.length, origin.length - end.length));
}

/** Whether each origin that `narrow` names is one that `wide` names. */
export function originCovers(wide: string, narrow: string): boolean {
  if (narrow === wide) return true;
  if (narrow.includes(WILDCARD) && !wide.includes(WILDCARD)) return false;
  return originFits(narrow.replace(WILDCARD, '://any.'), wide);
}
