import ipaddr from 'ipaddr.js';
import { parseAddress, parseNetworks, isInNetworks } from '../../kernel';

/** Special addresses among the public ones: Azure's for its own agents, which hands out secrets of a machine. */
const SPECIAL = parseNetworks(['168.63.129.16/32']);
/** All that IANA has given out of IPv6 for the public (registry of unicast addresses, looked up 2026-11). */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::');
/** RFC 6052: the well-known prefix, by which hosts without IPv4 reach it. */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');

/**
 * Whether an address is an ordinary one of the public internet: not loopback, private, link-local, shared (CGNAT),
 * multicast, documentation, metadata or otherwise special (RFC 6890). IPv4 inside of IPv6 is what it stands for, where
 * it is mapped or translated; tunnels (6to4, Teredo) are never public. What cannot be read is not, either.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined || isInNetworks(text, SPECIAL)) return false;
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  if (address.match([NAT64, 96])) return isPublicAddress(embeddedIn(address));
  return address.range() === 'unicast' && address.match([GLOBAL_UNICAST, 3]);
}

/** As above, or this machine: for tests, whose receivers are here. */
export function isPublicOrLoopback(text: string): boolean {
  return isPublicAddress(text) || parseAddress(text)?.range() === 'loopback';
}

function embeddedIn(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(12).join('.');
}
