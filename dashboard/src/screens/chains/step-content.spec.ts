import { contentOf } from './step-content';

it('the content of a step is an exchange or a run', () => {
  expect(contentOf({ kind: 'exchange', question: 'Why?', context: {}, answer: 'So.' })).toEqual({
    kind: 'exchange',
    question: 'Why?',
    context: {},
    answer: 'So.',
  });
  const run = { kind: 'analytics', parameters: { data: { currency: 'EUR' } }, metrics: {}, answer: null };
  expect(contentOf(run)).toEqual({ ...run, explanation: undefined, currency: 'EUR' });
});

it.each([[null], [undefined], ['text'], [{ kind: 'new' }], [{ kind: 'exchange', question: 1, answer: '' }]])(
  'of %p nothing is shown',
  (content) => {
    expect(contentOf(content)).toBeUndefined();
  },
);
