/** Which addresses belong to the public internet: everything else may be a neighbour that trusts us. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 by what is not public (IANA's special-purpose registry, multicast, class E). */
const SPECIAL_V4: readonly [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24],
  ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  // Looks public and is answered by the host of a virtual machine (Azure).
  ['168.63.129.16', 32],
];
/** IPv6 the other way round: only what is handed out as global unicast, less what leads elsewhere inside of it. */
const GLOBAL_V6: readonly [string, number][] = [['2000::', 3]];
/** Teredo and its like, documentation, and 6to4, whose addresses hold an IPv4 one. */
const SPECIAL_V6: readonly [string, number][] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['2620:4f:8000::', 48], ['3fff::', 20]];

const listOf = (networks: readonly [string, number][], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
};
const specialV4 = listOf(SPECIAL_V4, 'ipv4');
const globalV6 = listOf(GLOBAL_V6, 'ipv6');
const specialV6 = listOf(SPECIAL_V6, 'ipv6');
const loopbackV4 = listOf([['127.0.0.0', 8]], 'ipv4');

/**
 * Whether an address is reachable from anywhere. `false` for loopback, private, link-local, carrier-grade NAT, multicast, documentation and
 * reserved ranges, for every IPv6 form that stands for an IPv4 address (mapped, NAT64, 6to4, Teredo), for zones and for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && loopbackV4.check(address, 'ipv4'));
}
