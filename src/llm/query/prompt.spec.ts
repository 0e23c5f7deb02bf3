import fc from 'fast-check';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ANY_CHARACTER } from '../../kernel/characters.fixture';
import { promptOf } from './prompt';

interface Block {
  readonly type: string;
  readonly text: string;
}

const blocksOf = (question: string, context: Record<string, unknown>): readonly Block[] =>
  promptOf(question, context).content;

describe('a prompt', () => {
  it('is one user turn of three blocks, whatever stands in question and context', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: ANY_CHARACTER }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (question, context) => {
          expect(promptOf(question, context).role).toBe('user');
          const [guide, data, asked] = blocksOf(question, context);
          expect(blocksOf(question, context)).toHaveLength(3);
          expect(guide).toEqual(blocksOf('other', {})[0]);
          expect(data).toEqual({ type: 'text', text: JSON.stringify(context) });
          expect(asked).toEqual({ type: 'text', text: question });
        },
      ),
    );
  });

  it('takes 200,000 characters of context and refuses one more', async () => {
    const context = (length: number): Record<string, unknown> => ({
      a: 'x'.repeat(length - '{"a":""}'.length),
    });
    expect(blocksOf('q', context(200_000))[1]?.text).toHaveLength(200_000);
    expect(await refusalOf(() => promptOf('q', context(200_001)))).toMatchObject({
      code: 'validation_failed',
      message: '`context` must be at most 200000 characters of JSON',
      extras: { fields: ['context'], violations: [{ field: 'context', rule: 'maxLength' }] },
    });
  });
});
