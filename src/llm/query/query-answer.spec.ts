import { microUsd } from '../../kernel';
import { queryAnswer } from './query-answer';

it.each([true, false])(
  'an answer names its tokens as the provider does, both kinds of cache writes as one (degraded: %s)',
  (degraded) => {
    const usage = {
      inputTokens: 1,
      outputTokens: 2,
      cacheWrite5mTokens: 3,
      cacheWrite1hTokens: 4,
      cacheReadTokens: 5,
      webSearches: 6,
      unknownUnits: 7,
    };
    const answer = {
      headers: {},
      body: Buffer.alloc(0),
      message: undefined,
      model: 'm',
      stopReason: 'max_tokens',
      usage,
      cost: microUsd(1_234_567n),
      degraded,
    };
    expect(queryAnswer(answer, 'a', 'req_1')).toEqual({
      answer: 'a',
      model: 'm',
      stop_reason: 'max_tokens',
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        cache_creation_input_tokens: 7,
        cache_read_input_tokens: 5,
      },
      cost_usd: 1.234567,
      chain_id: null,
      turns_sent: 0,
      degraded,
      request_id: 'req_1',
    });
  },
);
