import ipaddr from 'ipaddr.js';

/** A parsed CIDR network; a single address is a network of its full length. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Four decimal parts without leading zeros: `010.0.0.1` and `127.1` mean different things to different parsers. */
const STRICT_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** The one IPv6 form whose dotted tail is an IPv4; the library reads others as IPv4 too, and octal tails. */
const MAPPED_TAIL = /^::ffff:([^:]+)$/i;

/** Reads an address, IPv4-mapped IPv6 as its IPv4. Anything but the strict textual forms is undefined. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (STRICT_IPV4.test(text)) return ipaddr.IPv4.parse(text);
  if (text.includes('.')) {
    const tail = MAPPED_TAIL.exec(text)?.[1];
    return tail !== undefined && STRICT_IPV4.test(tail) ? ipaddr.IPv4.parse(tail) : undefined;
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Reads `address` or `address/prefix`; undefined for anything malformed. A mapped network counts as IPv4 from /96 on. */
export function parseNetwork(text: string): Network | undefined {
  const [host = '', prefix, ...rest] = text.split('/');
  const address = parseAddress(host);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  if (prefix === undefined) return [address, bits];
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const length = host.includes(':') && bits === 32 ? Number(prefix) - 96 : Number(prefix);
  return length >= 0 && length <= bits ? [address, length] : undefined;
}

/** Reads a list of networks. What cannot be read matches nothing, and so is left out. */
export function parseNetworks(texts: readonly string[]): readonly Network[] {
  return texts.map(parseNetwork).filter((network) => network !== undefined);
}

/** Whether an address is in one of the networks. An address that cannot be read is in none. */
export function isInNetworks(address: string, networks: readonly Network[]): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  return networks.some(
    ([base, length]) => parsed.kind() === base.kind() && parsed.match([base, length] as never),
  );
}

/** Whether each address of `narrow` is one of `wide`. */
export function networkCovers(wide: Network, narrow: Network): boolean {
  const [[base, length], [address, narrowLength]] = [wide, narrow];
  return narrowLength >= length && address.kind() === base.kind() && address.match([base, length] as never);
}

/**
 * The bucket that limits count an address under: IPv4 as it is, IPv6 by its /64,
 * because one host owns all addresses of its /64 (RFC 6177).
 */
export function addressBucket(address: string): string {
  if (address === lastAddress) return lastBucket;
  lastBucket = bucketOf(address);
  lastAddress = address;
  return lastBucket;
}

/** Several look at each request, one after the other. */
let lastAddress = '';
let lastBucket = 'unreadable';

function bucketOf(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'unreadable';
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
