import fc from 'fast-check';
import { SecretKeys } from '../secrets';
import { SealedAnswers } from './sealed-answers';

const [OLD, NEW, OTHER] = ['old'.repeat(20), 'new'.repeat(20), 'other'.repeat(20)];
const ID = 'row-1';

describe('a sealed answer', () => {
  const answers = new SealedAnswers(SecretKeys.of(NEW));

  it('comes out of its seal as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (answer, id) => {
        expect(answers.open(answers.seal(answer, id), id)).toBe(answer);
      }),
    );
  });

  it('is not to be read off the seal, which is another each time', () => {
    const seals = Array.from({ length: 100 }, () => answers.seal('canary42', ID));
    expect(new Set(seals).size).toBe(100);
    for (const seal of seals) expect(Buffer.from(seal, 'base64url').includes('canary42')).toBe(false);
  });

  it('is opened with the previous SECRET_KEY too, and sealed with the new one', () => {
    const both = new SealedAnswers(SecretKeys.of(NEW, OLD));
    expect(both.open(new SealedAnswers(SecretKeys.of(OLD)).seal('a', ID), ID)).toBe('a');
    expect(new SealedAnswers(SecretKeys.of(NEW)).open(both.seal('a', ID), ID)).toBe('a');
    expect(new SealedAnswers(SecretKeys.of(OLD)).open(both.seal('a', ID), ID)).toBeUndefined();
  });

  it.each([
    ['of another row', answers.seal('a', 'row-2'), answers],
    ['made under another SECRET_KEY', new SealedAnswers(SecretKeys.of(OTHER)).seal('a', ID), answers],
    [
      'made under neither SECRET_KEY',
      new SealedAnswers(SecretKeys.of(OTHER)).seal('a', ID),
      new SealedAnswers(SecretKeys.of(NEW, OLD)),
    ],
    ['that is empty', '', answers],
    ['that is too short', Buffer.alloc(20).toString('base64url'), answers],
    ['that is none', '%%%', answers],
  ])('does not come out of a seal %s', (_, seal, by) => {
    expect(by.open(seal, ID)).toBeUndefined();
  });

  it('does not come out of a seal that was altered anywhere, or cut', () => {
    const sealed = Buffer.from(answers.seal('an answer', ID), 'base64url');
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flipped) => {
        const altered = Buffer.from(sealed);
        altered.writeUInt8(altered.readUInt8(at) ^ flipped, at);
        expect(answers.open(altered.toString('base64url'), ID)).toBeUndefined();
        expect(answers.open(sealed.subarray(0, at).toString('base64url'), ID)).toBeUndefined();
      }),
    );
  });
});
