import { NO_USAGE, type Usage } from '../../kernel';
import { usageOf } from './provider-usage';

const BEFORE: Usage = {
  inputTokens: 1,
  outputTokens: 2,
  cacheWrite5mTokens: 3,
  cacheWrite1hTokens: 4,
  cacheReadTokens: 5,
};

describe('the provider’s usage', () => {
  it.each<[string, Parameters<typeof usageOf>[0], Usage, Usage]>([
    ['nothing, nothing changes', {}, BEFORE, BEFORE],
    [
      'input and output, the rest stays',
      { input_tokens: 10, output_tokens: 20 },
      BEFORE,
      { ...BEFORE, inputTokens: 10, outputTokens: 20 },
    ],
    [
      'a zero, it is zero',
      { input_tokens: 0, cache_read_input_tokens: 0 },
      BEFORE,
      { ...BEFORE, inputTokens: 0, cacheReadTokens: 0 },
    ],
    [
      'null, nothing changes',
      { cache_creation_input_tokens: null, cache_read_input_tokens: null, cache_creation: null },
      BEFORE,
      BEFORE,
    ],
    [
      'cache writes by their time, both count',
      {
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
      NO_USAGE,
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
    ],
    [
      'cache writes in all, they are of five minutes',
      { cache_creation_input_tokens: 30, cache_read_input_tokens: 7 },
      NO_USAGE,
      { ...NO_USAGE, cacheWrite5mTokens: 30, cacheReadTokens: 7 },
    ],
    [
      'cache writes in all after a breakdown, the hours are not counted twice',
      { cache_creation_input_tokens: 30 },
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
      { ...NO_USAGE, cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 },
    ],
    [
      'fewer cache writes in all than were of an hour, none is negative',
      { cache_creation_input_tokens: 10 },
      { ...NO_USAGE, cacheWrite1hTokens: 20 },
      { ...NO_USAGE, cacheWrite1hTokens: 20 },
    ],
  ])('says %s', (_, told, before, expected) => {
    expect(usageOf(told, before)).toEqual(expected);
  });
});
