import fc from 'fast-check';
import { isInNetworks, networkCovers, parseNetwork, type Network } from './network';

function read(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(`${text} is no network`);
  return network;
}

/** 256 neighbours, and every network among them. */
const FAMILIES = [
  { family: 'IPv4', address: (last: number) => `10.0.0.${String(last)}`, shortest: 24, bits: 32 },
  { family: 'IPv6', address: (last: number) => `2001:db8::${last.toString(16)}`, shortest: 120, bits: 128 },
  {
    family: 'mapped IPv4',
    address: (last: number) => `::ffff:10.0.0.${String(last)}`,
    shortest: 120,
    bits: 128,
  },
];

describe.each(FAMILIES)('a network of $family', ({ address, shortest, bits }) => {
  const neighbours = Array.from({ length: 256 }, (_, last) => address(last));
  const network = fc
    .tuple(fc.nat({ max: 255 }), fc.integer({ min: shortest, max: bits }))
    .map(([last, length]) => `${address(last)}/${String(length)}`);

  it('covers another exactly when it has each address of the other', () => {
    fc.assert(
      fc.property(network, network, (wide, narrow) => {
        const [one, other] = [read(wide), read(narrow)];
        const members = neighbours.filter((text) => isInNetworks(text, [other]));
        expect(networkCovers(one, other)).toBe(members.every((text) => isInNetworks(text, [one])));
      }),
      { numRuns: 300 },
    );
  });

  it('covers itself, whichever of its addresses it is written by', () => {
    fc.assert(
      fc.property(fc.nat({ max: 255 }), fc.nat({ max: 255 }), (one, other) => {
        const [a, b] = [one, other].map((last) => read(`${address(last)}/${String(shortest)}`));
        expect(networkCovers(a as Network, b as Network)).toBe(true);
      }),
    );
  });
});

it.each([
  ['0.0.0.0/0', '203.0.113.9', true],
  ['203.0.113.9', '0.0.0.0/0', false],
  ['10.0.0.0/8', '10.0.0.0/7', false],
  ['10.0.0.0/8', '11.0.0.0/8', false],
  ['::/0', '0.0.0.0/0', false],
  ['0.0.0.0/0', '::/0', false],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '10.0.0.1', false],
  ['::/0', '2001:db8::/32', true],
  ['10.0.0.0/8', '::ffff:10.1.0.0/112', true],
  ['::ffff:10.0.0.0/104', '10.1.0.0/16', true],
])('%s covers %s: %s', (wide, narrow, expected) => {
  expect(networkCovers(read(wide), read(narrow))).toBe(expected);
});
