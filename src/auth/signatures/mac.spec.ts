import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { macMatches } from './mac';

interface Vectors {
  readonly testGroups: readonly {
    readonly tagSize: number;
    readonly tests: readonly {
      readonly tcId: number;
      readonly key: string;
      readonly msg: string;
      readonly tag: string;
      readonly result: 'valid' | 'invalid';
    }[];
  }[];
}

const { testGroups } = JSON.parse(
  readFileSync(join(__dirname, '../../../test/vectors/hmac_sha256_test.json'), 'utf8'),
) as Vectors;

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('the MAC, with the vectors of Wycheproof', () => {
  it.each(testGroups.flatMap(({ tagSize, tests }) => tests.map((test) => ({ tagSize, ...test }))))(
    '$tcId is $result, of $tagSize bits',
    ({ tagSize, key, msg, tag, result }) => {
      const isWholeAndRight = tagSize === 256 && result === 'valid';
      expect(macMatches(bytes(key), bytes(msg), bytes(tag))).toBe(isWholeAndRight);
    },
  );

  it('are all there', () => {
    const all = testGroups.flatMap(({ tests }) => tests);
    expect(all).toHaveLength(174);
    expect(all.filter(({ result }) => result === 'valid')).toHaveLength(66);
  });

  it('takes a secret as its UTF-8 bytes', () => {
    const mac = createHmac('sha256', Buffer.from('73c3a96372c3a974', 'hex')).update('message').digest();
    expect(macMatches('s\u00e9cr\u00e9t', 'message', mac)).toBe(true);
  });
});
