import { contextOf, maxTokensOf } from './context-text';

it.each([
  ['', {}],
  [' \n', {}],
  ['{"a": [1]}', { a: [1] }],
])('the context %p is taken', (text, value) => {
  expect(contextOf(text)).toEqual({ value });
});

it.each([
  ['{"a":', 'This is no JSON yet: '],
  ['[1]', 'It has to be a JSON object'],
  ['null', 'It has to be a JSON object'],
  ['7', 'It has to be a JSON object'],
])('the context %p is not, with the reason', (text, fault) => {
  expect(contextOf(text)).toEqual({ fault: expect.stringMatching(`^${fault}`) });
});

it('a length is a whole number or nothing', () => {
  expect(['', '1024', '0', '1.5', 'many'].map((text) => 'fault' in maxTokensOf(text))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
