import fc from 'fast-check';
import type { AnalyticsRun, Exchange, StepContent } from '../../chains';
import { dataTurn, turnOf } from '../data-turn';
import { turnsOf } from './conversation';
import { promptOf } from './prompt';

const exchangeOf = (question: string, answer: string): Exchange => ({
  kind: 'exchange',
  question,
  context: { a: 1 },
  answer,
});

const runOf = (answer: string | null): AnalyticsRun => ({
  kind: 'analytics',
  parameters: { sold: 40 },
  metrics: { doubled: 80 },
  answer,
  explanation: answer === null ? null : { summary: answer, findings: ['never told'] },
});

describe('earlier steps', () => {
  it('are told as they were asked and answered', () => {
    expect(turnsOf([exchangeOf('Why?', 'So.')])).toEqual([
      promptOf('Why?', { a: 1 }),
      turnOf('assistant', 'So.'),
    ]);
  });

  it('of numbers are told as data, and what was said of them', () => {
    expect(turnsOf([runOf('Forty.')])).toEqual([
      dataTurn('{"parameters":{"sold":40},"metrics":{"doubled":80}}', 'Explain these numbers.'),
      turnOf('assistant', 'Forty.'),
    ]);
  });

  it('are told in their order', () => {
    const turns = turnsOf([exchangeOf('1', 'one'), runOf('two'), exchangeOf('3', 'three')]);
    expect(turns.map(({ content }) => content.at(-1)?.text)).toEqual([
      '1',
      'one',
      'Explain these numbers.',
      'two',
      '3',
      'three',
    ]);
  });

  it.each<[string, StepContent]>([
    ['of nobody', runOf(null)],
    ['without a word', exchangeOf('Why?', '')],
    ['of blanks', exchangeOf('Why?', ' \n\t')],
    ['of numbers without a word', runOf('')],
  ])('with an answer %s are left out', (_, step) => {
    expect(turnsOf([step])).toEqual([]);
    expect(turnsOf([exchangeOf('1', 'one'), step, exchangeOf('3', 'three')])).toHaveLength(4);
  });

  it('of none are no turns', () => {
    expect(turnsOf([])).toEqual([]);
  });

  it('are user and assistant by turns, however they went, and no answer is without words', () => {
    const answer = fc.oneof(fc.string(), fc.constantFrom('', ' ', '\n'));
    const step: fc.Arbitrary<StepContent> = fc.oneof(
      fc.tuple(fc.string(), answer).map(([question, said]) => exchangeOf(question, said)),
      fc.option(answer).map(runOf),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const turns = turnsOf(steps);
        expect(turns.map(({ role }) => role)).toEqual(
          turns.map((_, at) => (at % 2 === 0 ? 'user' : 'assistant')),
        );
        expect(turns.length % 2).toBe(0);
        for (const { role, content } of turns)
          if (role === 'assistant') expect(content[0]?.text.trim()).not.toBe('');
      }),
    );
  });
});
