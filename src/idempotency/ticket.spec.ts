import fc from 'fast-check';
import { ticketOf } from './ticket';

const parts = fc.record({
  principal: fc.string({ unit: 'grapheme' }),
  route: fc.string({ unit: 'grapheme' }),
  key: fc.string({ unit: 'grapheme' }),
});
const body = Buffer.from('{}');

describe('a ticket', () => {
  it('is the same for the same principal, route and key, and for no others', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(ticketOf({ ...one, body }).id === ticketOf({ ...other, body }).id).toBe(same);
        expect(ticketOf({ ...one, body })).toEqual(ticketOf({ ...one, body }));
      }),
    );
  });

  it.each([
    [
      { principal: 'ab', route: 'c', key: 'd' },
      { principal: 'a', route: 'bc', key: 'd' },
    ],
    [
      { principal: 'a', route: 'b1:c', key: 'd' },
      { principal: 'a', route: 'b', key: 'c1:d' },
    ],
    [
      { principal: '', route: '0:', key: '' },
      { principal: '', route: '', key: '0:' },
    ],
    [
      { principal: 'é', route: '', key: 'a' },
      { principal: 'e\u0301', route: '', key: 'a' },
    ],
  ])('%j is not %j', (one, other) => {
    expect(ticketOf({ ...one, body }).id).not.toBe(ticketOf({ ...other, body }).id);
  });

  it('tells bodies apart by their bytes, and shows none of what it is made of', () => {
    const ticket = { principal: 'key:canary42', route: 'canary42', key: 'canary42' };
    const of = (text: string) => ticketOf({ ...ticket, body: Buffer.from(text) });
    expect(of('{"a":1}').id).toBe(of('{"a": 1}').id);
    expect(of('{"a":1}').fingerprint).not.toBe(of('{"a": 1}').fingerprint);
    expect(of('canary42')).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      fingerprint: expect.stringMatching(/^[\w-]{43}$/),
    });
  });
});
