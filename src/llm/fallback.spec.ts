import fc from 'fast-check';
import { forModel } from './fallback';

const rewritten = (request: unknown): unknown =>
  JSON.parse(forModel(Buffer.from(JSON.stringify(request)), 'other').toString('utf8'));

const THOUGHT = { type: 'thinking', thinking: 'hm', signature: 's' };
const REDACTED = { type: 'redacted_thinking', data: 'd' };
const TEXT = { type: 'text', text: 'héllo' };

describe('a request for the model that stands in', () => {
  it('names it, and is otherwise the same', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc
            .string()
            .filter((name) => !/^(model|messages|diagnostics|fallback.*|speed|__proto__)$/.test(name)),
          fc.jsonValue(),
        ),
        fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.string() })),
        (fields, messages) => {
          const request = { ...fields, model: 'asked', messages };
          expect(rewritten(request)).toEqual(JSON.parse(JSON.stringify({ ...request, model: 'other' })));
        },
      ),
    );
  });

  it.each<[string, readonly object[], readonly object[]]>([
    ['a thought', [THOUGHT, TEXT], [TEXT]],
    ['a redacted thought', [REDACTED, TEXT], [TEXT]],
    ['thoughts between words', [TEXT, THOUGHT, TEXT, REDACTED], [TEXT, TEXT]],
    ['none', [TEXT, TEXT], [TEXT, TEXT]],
  ])('has no thoughts of another model in it: %s', (_, content, left) => {
    const question = { role: 'user', content: 'q' };
    expect(rewritten({ messages: [question, { role: 'assistant', content }, question] })).toEqual({
      model: 'other',
      messages: [question, { role: 'assistant', content: left }, question],
    });
  });

  it('has no turn in it that was nothing but thoughts', () => {
    const question = { role: 'user', content: 'q' };
    expect(rewritten({ messages: [question, { role: 'assistant', content: [THOUGHT, REDACTED] }] })).toEqual({
      model: 'other',
      messages: [question],
    });
  });

  it('says again how to think: that is no thought', () => {
    const request = { thinking: { type: 'enabled', budget_tokens: 1024 }, messages: [] };
    expect(rewritten(request)).toEqual({ ...request, model: 'other' });
  });

  it.each(['diagnostics', 'fallbacks', 'fallback_credit_token', 'speed'])('has no %s', (field) => {
    expect(rewritten({ [field]: 'x', max_tokens: 5 })).toEqual({ max_tokens: 5, model: 'other' });
  });
});
