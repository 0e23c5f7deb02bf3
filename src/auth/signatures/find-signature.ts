import { isInnerList, type BareItem, type InnerList, type Parameters } from 'structured-headers';
import { strictDictionary } from './strict-dictionary';

/** One of the signatures on a request, well-formed but not yet verified. */
export interface Signature {
  /** What it covers, with its parameters. */
  readonly input: InnerList;
  readonly mac: Uint8Array;
  /** Unix seconds. */
  readonly created: number;
  /** Unix seconds. */
  readonly expires: number | undefined;
  readonly nonce: string;
}

/** Visible ASCII. */
const NONCE = /^[\x21-\x7e]{1,256}$/;

/** The parameters that are understood (RFC 9421 section 2.3). */
const PARAMETERS: ReadonlyMap<string, (value: BareItem) => boolean> = new Map([
  ['created', Number.isInteger],
  ['expires', Number.isInteger],
  ['nonce', (value) => typeof value === 'string' && NONCE.test(value)],
  ['keyid', (value) => typeof value === 'string'],
  ['alg', (value) => value === 'hmac-sha256'],
  ['tag', (value) => typeof value === 'string'],
]);

/**
 * The one signature that names the key as its `keyid`; those of others, such as proxies, are passed over. Undefined
 * where there is none, where there are several, and where it is not as it should be.
 */
export function findSignature(inputs: string, signatures: string, keyId: string): Signature | undefined {
  const ours = [...(strictDictionary(inputs) ?? [])].filter(([, [, given]]) => given.get('keyid') === keyId);
  const [label, input] = ours[0] ?? [];
  if (ours.length !== 1 || label === undefined || input === undefined || !isInnerList(input))
    return undefined;
  const [mac, macParameters] = strictDictionary(signatures)?.get(label) ?? [];
  if (!(mac instanceof ArrayBuffer) || macParameters?.size !== 0 || !areUnderstood(input[1]))
    return undefined;
  const { created, expires, nonce } = Object.fromEntries(input[1]);
  if (typeof created !== 'number' || typeof nonce !== 'string') return undefined;
  return {
    input,
    mac: new Uint8Array(mac),
    created,
    expires: typeof expires === 'number' ? expires : undefined,
    nonce,
  };
}

function areUnderstood(parameters: Parameters): boolean {
  return [...parameters].every(([name, value]) => PARAMETERS.get(name)?.(value) === true);
}
