import fc from 'fast-check';
import { isPublicAddress, isPublicOrLoopback } from './public-address';

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '192.167.1.1',
  '223.255.255.254',
];
const PUBLIC_6 = ['2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'];

/** By the registries of RFC 6890, and what clouds put between. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  'this machine': ['127.0.0.1', '127.255.255.255', '::1'],
  'no address': ['0.0.0.0', '0.1.2.3', '::'],
  'a private network': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdff::1'],
  'the own link': ['169.254.0.1', 'fe80::1', 'febf::1', 'fec0::1'],
  'metadata of a cloud': [
    '169.254.169.254',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::254',
    '192.0.0.192',
  ],
  'shared by a provider': ['100.64.0.1', '100.127.255.255'],
  many: ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  'special use': ['198.18.0.1', '192.0.0.1', '192.88.99.1', '192.31.196.1', '192.52.193.1', '240.0.0.1'],
  'special use of IPv6': ['100::1', '2001::1', '2001:2::1', '2001:10::1', '2001:20::1', '4000::1', '5f00::1'],
  'a tunnel, wherever it leads': ['2002:7f00:1::', '2002:808:808::', '2001:0:1:2::3'],
  'IPv4 as IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::7f00:1', '::127.0.0.1'],
  'IPv4, translated': ['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::c0a8:1', '64:ff9b:1::808:808'],
  'another way to write it': ['2130706433', '0x7f000001', '0177.0.0.1', '127.1', '127.0.0.01', '8.8.8.8.'],
  'no IP': [
    '',
    'localhost',
    'example.com',
    '8.8.8.8:80',
    '[::1]',
    'fe80::1%eth0',
    '2606:4700::1%1',
    ' 8.8.8.8',
  ],
};

it.each(Object.entries(SPECIAL).flatMap(([kind, all]) => all.map((address) => [address, kind] as const)))(
  '%j is not public: %s',
  (address) => {
    expect(isPublicAddress(address)).toBe(false);
  },
);

it.each([...PUBLIC, ...PUBLIC_6, '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::808:808'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(isPublicOrLoopback(address)).toBe(true);
  },
);

it('tests may reach this machine, and nothing else that is not public', () => {
  const special = Object.values(SPECIAL).flat();
  expect(special.filter((address) => isPublicOrLoopback(address)).sort()).toEqual(
    ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'].sort(),
  );
});

it('an IPv4 address is as public when it is written as IPv6, mapped or translated', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const hex = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
      const tail = `${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}`;
      const isPublic = isPublicAddress(address);
      expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublic);
      expect(isPublicAddress(`64:ff9b::${tail}`)).toBe(isPublic);
      expect(isPublicAddress(`2002:${tail}::1`)).toBe(false);
    }),
  );
});
