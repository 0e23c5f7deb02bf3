import fc from 'fast-check';
import { addressBucket, isInNetworks, parseAddress, parseNetwork, parseNetworks } from './network';

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().filter((text) => !text.includes('.'));

const within = (address: string, ...networks: string[]): boolean =>
  isInNetworks(address, parseNetworks(networks));

describe('an address', () => {
  it.each(['0.0.0.0', '10.0.0.1', '127.0.0.1', '192.168.100.200', '255.255.255.255'])(
    'is read from the strict IPv4 form %s',
    (text) => {
      expect(parseAddress(text)?.kind()).toBe('ipv4');
      expect(parseAddress(text)?.toString()).toBe(text);
    },
  );

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1', 'fe80::1'],
  ])('is read from the IPv6 form %s', (text, canonical) => {
    expect(parseAddress(text)?.kind()).toBe('ipv6');
    expect(parseAddress(text)?.toString()).toBe(canonical);
  });

  it.each(['::ffff:10.1.2.3', '::FFFF:10.1.2.3', '::ffff:a01:203', '0:0:0:0:0:ffff:0a01:0203'])(
    '%s, IPv4-mapped, is its IPv4',
    (text) => {
      expect(parseAddress(text)?.toString()).toBe('10.1.2.3');
    },
  );

  it.each([
    ['IPv4-compatible', '::a01:203'],
    ['6to4', '2002:a01:203::1'],
    ['NAT64', '64:ff9b::a01:203'],
    ['Teredo', '2001:0:a01:203::1'],
    ['translated', '::ffff:0:a01:203'],
    ['off by one group', '::fffe:a01:203'],
  ])('that only looks like an IPv4 (%s) is not that IPv4', (_, text) => {
    expect(parseAddress(text)?.kind()).toBe('ipv6');
    expect(within(text, '10.1.2.3', '10.0.0.0/8', '0.0.0.0/0')).toBe(false);
  });

  it.each([
    '',
    ' ',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '10.0.0.1\n',
    '010.0.0.1',
    '10.0.0.01',
    '00.0.0.0',
    '127.1',
    '10.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0x7f.0.0.1',
    '256.1.1.1',
    '1.2.3.4.5',
    '1.2.3.4.',
    '.1.2.3.4',
    '1..2.3',
    '1.2.3.-4',
    '1.2.3.4:80',
    '[::1]',
    '[::1]:80',
    'localhost',
    'fe80::1%eth0',
    '::1%',
    '::ffff:10.0.0.1%1',
    ':::1',
    '1::2::3',
    '12345::1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::ffff:256.0.0.1',
    '::ffff:010.0.0.1',
    '::ffff:08.1.1.1',
    '::ffff:0x7f.0.0.1',
    '::ffff:127.1',
    '::0x7f.1.1.1',
    '2001:db8::192.0.2.033',
    '::ffff:1.2.3',
    '::g',
    '١٢٧.0.0.1',
    'null',
    'undefined',
    '*',
  ])('is not read from %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
    expect(within(text, '0.0.0.0/0', '::/0')).toBe(false);
    expect(addressBucket(text)).toBe('unreadable');
  });
});

it.each(['::10.1.2.3', '0::10.1.2.3', '64:ff9b::10.1.2.3', '::ffff:0:10.1.2.3', '2001:db8::10.1.2.3'])(
  'the dotted tail of %s makes it no IPv4: only that of a mapped address does',
  (text) => {
    expect(parseAddress(text)?.kind()).not.toBe('ipv4');
    expect(within(text, '10.1.2.3', '0.0.0.0/0', '::ffff:0.0.0.0/96')).toBe(false);
  },
);

describe('a network', () => {
  it.each([
    ['10.0.0.1', 32],
    ['10.0.0.0/8', 8],
    ['0.0.0.0/0', 0],
    ['10.0.0.1/32', 32],
    ['::1', 128],
    ['::/0', 0],
    ['2001:db8::/32', 32],
    ['::1/128', 128],
    ['::ffff:10.0.0.0/104', 8],
    ['::ffff:0.0.0.0/96', 0],
    ['::ffff:10.0.0.1', 32],
  ])('%s has a prefix of %i bits', (text, length) => {
    expect(parseNetwork(text)?.[1]).toBe(length);
  });

  it.each([
    '0.0.0.0/33',
    '::/129',
    '::/1000',
    '10.0.0.0/-1',
    '10.0.0.0/01',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/0x8',
    '10.0.0.0/ 8',
    '10.0.0.0/',
    '10.0.0.0//8',
    '10.0.0.0/8/',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '/',
    '//',
    '/8',
    '',
    '010.0.0.0/8',
    '10/8',
    '127.1/8',
    'localhost/8',
    'fe80::1%eth0/64',
    '::ffff:10.0.0.0/95',
    '::ffff:10.0.0.0/8',
    '::ffff:10.0.0.0/129',
  ])('is not read from %j', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
    expect(parseNetworks([text, '192.0.2.1'])).toHaveLength(1);
  });

  it.each([
    ['10.255.255.255', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['10.0.0.1', '10.255.0.0/8', true],
    ['192.0.2.127', '192.0.2.0/25', true],
    ['192.0.2.128', '192.0.2.0/25', false],
    ['2001:db8:ffff::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['11.1.2.3', '::ffff:10.0.0.0/104', false],
    ['10.1.2.3', '::/0', false],
    ['::1', '0.0.0.0/0', false],
  ])('%s against %s: %s', (address, network, expected) => {
    expect(within(address, network)).toBe(expected);
  });

  it('contains the address it was made of, at every prefix length', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), (address, length) =>
        within(address, `${address}/${String(length)}`),
      ),
    );
    fc.assert(
      fc.property(ipv6, fc.integer({ min: 96, max: 128 }), (address, length) =>
        within(address, `${address}/${String(length)}`),
      ),
    );
  });

  it('of full length contains one address only, and of length 0 all of its family', () => {
    fc.assert(
      fc.property(
        ipv4,
        ipv4,
        (one, other) => within(one, other) === (one === other) && within(one, `${other}/0`),
      ),
    );
  });

  it('treats an IPv4 and its mapped form alike, as address and as network', () => {
    fc.assert(
      fc.property(ipv4, ipv4, fc.integer({ min: 0, max: 32 }), (address, base, length) => {
        const expected = within(address, `${base}/${String(length)}`);
        expect(within(`::ffff:${address}`, `${base}/${String(length)}`)).toBe(expected);
        expect(within(address, `::ffff:${base}/${String(length + 96)}`)).toBe(expected);
        expect(addressBucket(`::ffff:${address}`)).toBe(addressBucket(address));
      }),
    );
  });

  it('is never matched by junk, whatever it contains', () => {
    const octet = fc.oneof(
      fc.nat({ max: 999 }).map(String),
      fc.constantFrom('', '0x1', '01', ' 1', '-1', 'a'),
    );
    const junk = fc.oneof(
      fc.string(),
      fc.array(octet, { maxLength: 6 }).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const isStrict = parseAddress(text)?.toString() === text || text.includes(':');
        fc.pre(!isStrict);
        expect(within(text, '0.0.0.0/0', '::/0')).toBe(false);
      }),
    );
  });
});

describe('the bucket of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is %s', (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });

  it('is shared by two IPv6 addresses exactly when their first 64 bits are', () => {
    const group = fc.constantFrom('0', '1', 'ffff', '2001');
    const address = fc
      .array(group, { minLength: 8, maxLength: 8 })
      .map((groups) => groups.join(':'))
      .filter((text) => parseAddress(text)?.kind() === 'ipv6');
    const head = (text: string): string => text.split(':').slice(0, 4).join(':');
    fc.assert(
      fc.property(
        address,
        address,
        (one, other) => (addressBucket(one) === addressBucket(other)) === (head(one) === head(other)),
      ),
    );
  });
});
