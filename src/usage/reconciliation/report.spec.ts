import { modelFamily, scaled } from './report';

describe('the family of a model', () => {
  it.each([
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['claude-haiku-4-5', 'claude-haiku-4-5'],
    ['Claude Haiku 4.5', 'claude-haiku-4-5'],
    [' Claude Opus 5 ', 'claude-opus-5'],
    ['Claude 3.5 Sonnet 2024-10-22', 'claude-3-5-sonnet'],
    ['claude\u001b[31m', 'claude?[31m'],
    ['claude-opus-4-5-2025', 'claude-opus-4-5-2025'],
  ])('of %j is %s', (name, family) => {
    expect(modelFamily(name)).toBe(family);
  });
});

describe('a decimal number', () => {
  it.each<[string, number, bigint | undefined]>([
    ['123.45', 4, 1_234_500n],
    ['0.00005', 4, 1n],
    ['0.00004999', 4, 0n],
    ['-0.00005', 4, -1n],
    ['7', 6, 7_000_000n],
    ['7.', 6, 7_000_000n],
    [' 0.01 ', 6, 10_000n],
    ['.5', 6, undefined],
    ['1e3', 6, undefined],
    ['$1', 6, undefined],
    ['', 6, undefined],
    ['Infinity', 6, undefined],
  ])('%j to %i digits is %s', (text, digits, value) => {
    expect(scaled(text, digits)).toBe(value);
  });
});
