import { microUsd } from '../../kernel';
import { queryAnswer } from './query-answer';

it('an answer names its tokens as the provider does, both kinds of cache writes as one', () => {
  const usage = {
    inputTokens: 1,
    outputTokens: 2,
    cacheWrite5mTokens: 3,
    cacheWrite1hTokens: 4,
    cacheReadTokens: 5,
  };
  const answer = { text: 'a', model: 'm', stopReason: 'max_tokens', usage, cost: microUsd(1_234_567n) };
  expect(queryAnswer(answer, 'req_1')).toEqual({
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
    degraded: false,
    request_id: 'req_1',
  });
});
