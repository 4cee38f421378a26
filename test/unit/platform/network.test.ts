import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../src/platform/network.ts';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'], ['::ffff:203.0.113.77', '203.0.113.0/24'], ['::FFFF:10.0.0.1', '10.0.0.0/24'], ['127.0.0.1', '127.0.0.0/24'],
    ['2001:db8:7:1:2:3:4:5', '2001:db8:7::/48'], ['2001:db8:7::1', '2001:db8:7::/48'], ['2001:0DB8:0007::', '2001:db8:7::/48'], ['2001:db8::1', '2001:db8::/48'], ['2001::1', '2001::/48'],
    ['::1', '::/48'], ['::', '::/48'], ['0:0:7::1', '0:0:7::/48'], ['fe80::1%eth0', 'fe80::/48'], ['64:ff9b::203.0.113.77', '64:ff9b::/48'], ['1:2::3:4:5:6:7', '1:2::/48'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '999.1.1.1', '::g', '1.2.3.4/24', 'x'.repeat(5000)])('%s is none', (address) => {
    expect(networkOf(address)).toBe('');
  });

  it('is the same for all addresses in it, and says nothing of the rest', () => {
    const end = fc.integer({ min: 0, max: 255 });
    fc.assert(fc.property(fc.ipV4(), end, (address, last) => networkOf(address) === networkOf(address.replace(/\d+$/, String(last)))));
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    fc.assert(fc.property(fc.array(group, { minLength: 3, maxLength: 3 }), fc.array(group, { minLength: 5, maxLength: 5 }), fc.array(group, { minLength: 5, maxLength: 5 }), (site, one, other) => {
      expect(networkOf([...site, ...one].join(':'))).toBe(networkOf([...site, ...other].join(':')));
    }));
  });
});
