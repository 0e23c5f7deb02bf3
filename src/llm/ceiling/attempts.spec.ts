import { withFields } from '../firewall/requests.fixture';
import { type Body, boundFor, bytesOf } from './bound.fixture';

describe('the attempts', () => {
  it.each<[number, unknown]>([
    [1, []],
    [2, [{ model: 'b' }]],
    [3, [{ model: 'b' }, { model: 'c' }]],
    [4, 'default'],
  ])('are %i for the fallbacks %j', (attempts, fallbacks) => {
    const body = withFields({ fallbacks });
    const prompt = bytesOf(body) + 2_100 + (attempts - 1) * 64;
    expect(boundFor(body)).toMatchObject({
      promptTokens: attempts * prompt,
      outputTokens: attempts * 64,
      countable: attempts === 1,
    });
  });
});

describe('the output', () => {
  it.each<[number, Body]>([
    [64, {}],
    [300_000, { max_tokens: null }],
    [300_000, { max_tokens: '64' }],
    [300_000, { max_tokens: -1 }],
    [300_000, { max_tokens: 0.5 }],
    [300_000, { max_tokens: 1e12 }],
    [64, { thinking: { type: 'enabled', budget_tokens: 64 } }],
    [64 + 10_000, { thinking: { type: 'enabled', budget_tokens: 10_000 } }],
    [64 + 300_000, { thinking: { type: 'enabled', budget_tokens: 'all' } }],
    [64, { thinking: null }],
    [2 * 64, { fallbacks: [{ model: 'b', max_tokens: 8 }] }],
    [2 * 500, { fallbacks: [{ model: 'b', max_tokens: 500 }] }],
    [2 * 300_000, { fallbacks: [{ model: 'b', max_tokens: {} }] }],
    [2 * 1_064, { fallbacks: [{ model: 'b', thinking: { budget_tokens: 1_000 } }] }],
  ])('is at most %i tokens with %j', (tokens, fields) => {
    expect(boundFor(withFields(fields)).outputTokens).toBe(tokens);
  });
});
