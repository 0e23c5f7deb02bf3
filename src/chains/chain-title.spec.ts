import fc from 'fast-check';
import { titleOf } from './chain-title';

const NEUTRAL = 'Question';

describe('the title of a chain', () => {
  it.each([
    ['Why is the sky blue?', 'Why is the sky blue?'],
    ['  Why \t is\u00a0it  so? \n And what of the sea?', 'Why is it so?'],
    ['\r\n \n\u2028 second line\u2029third', 'second line'],
    ['\u0000\nsecond', 'second'],
    ['a\u0000b\u001bc\u007fd\u0085e', 'abcd'],
    ['one\u0085two', 'one'],
    ['one \u0000\t two', 'one two'],
    ['a\ud800b\udc00c', 'abc'],
    ['😀 ja', '😀 ja'],
    ['👩‍👩‍👧 می‌خواهم', '👩‍👩‍👧 می‌خواهم'],
    ['\u202egnp.exe\u202c \u2066x\u2069 \u200f', 'gnp.exe x'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ["'; drop table chains; --", "'; drop table chains; --"],
    ['\u0627\u0644\u0633\u0644\u0627\u0645', '\u0627\u0644\u0633\u0644\u0627\u0645'],
    ['', NEUTRAL],
    ['   \t \n ', NEUTRAL],
    ['\u0000\u0001\u001f', NEUTRAL],
    ['\ud800\udbff', NEUTRAL],
    ['\u200b\u200d\ufeff\u2060', NEUTRAL],
    ['\u202e\u2066', NEUTRAL],
    ['\u0301\u0302', NEUTRAL],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['😀'.repeat(80), '😀'.repeat(80)],
    ['😀'.repeat(100_000), `${'😀'.repeat(79)}…`],
    [`${'x'.repeat(78)} ${'y'.repeat(80)}`, `${'x'.repeat(78)}…`],
  ])('of %j', (text, title) => {
    expect(titleOf(text, NEUTRAL)).toBe(title);
  });

  it('is one line of at most 80 whole characters that PostgreSQL can keep, whatever the text', () => {
    const unit = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
      { weight: 1, arbitrary: fc.constantFrom('\u0000', '\n', ' ', '\u202e', '\ud83d', '\ude00', 'a', '…') },
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 300 }), (units) => {
        const title = titleOf(units.join(''), NEUTRAL);
        expect(title).toBe(title.trim());
        expect(title).not.toMatch(/[\p{Cc}\u2028\u2029\p{Bidi_Control}\p{Cs}]/u);
        expect(Array.from(title).length).toBeGreaterThan(0);
        expect(Array.from(title).length).toBeLessThanOrEqual(80);
        expect(titleOf(title, NEUTRAL)).toBe(title);
      }),
    );
  });
});
