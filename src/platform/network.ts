/** Network addresses as far as they are kept: an office or a household, not a device. */
import { isIPv4, isIPv6 } from 'node:net';

/** The /24 of an IPv4 or the /48 of an IPv6 address, such as `203.0.113.0/24` and `2001:db8:7::/48`; `''` for what is no address. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return '';
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  // What is left out stands for as many zeros as are missing of eight groups; an embedded IPv4 is two of them.
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length - Number(plain.includes('.'));
  const [a = '0', b = '0', c = '0'] = [...groups, ...Array.from({ length: missing }, () => '0'), ...after].map((group) => group.replace(/^0+(?=.)/, ''));
  return `${[a, b, c].join(':').replace(/(?:^|:)0(?::0)*$/, '')}::/48`;
}
