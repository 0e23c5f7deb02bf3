import { microUsd, NO_USAGE, type ModelCall } from '../kernel';
import { KnownModels } from './known-models';

const callOf = (asked: string, outcome: ModelCall['outcome'] = 'answered'): ModelCall => ({
  provider: 'anthropic',
  asked,
  model: asked,
  route: '/v1/messages',
  queryType: undefined,
  streamed: false,
  outcome,
  code: undefined,
  providerStatus: undefined,
  stopReason: undefined,
  usage: outcome === 'answered' ? { ...NO_USAGE, inputTokens: 1 } : NO_USAGE,
  cost: microUsd(0n),
  attempts: 1,
  startedAt: 0,
  firstTokenAt: undefined,
  endedAt: 0,
});

const REQUESTED = 'gen_ai.request.model';

describe('models with series of their own', () => {
  it('are those that have answered', () => {
    const models = new KnownModels();
    expect(models.of(callOf('a', 'failed'))).toEqual({ [REQUESTED]: 'other' });
    expect(models.of(callOf('a'))).toEqual({ [REQUESTED]: 'a', 'gen_ai.response.model': 'a' });
    expect(models.of(callOf('a', 'failed'))).toEqual({ [REQUESTED]: 'a' });
  });

  it('are fifty at most, whatever clients ask for', () => {
    const models = new KnownModels();
    const names = new Set<string | undefined>();
    for (let each = 0; each < 10_000; each += 1) {
      const outcome = each % 2 === 0 ? 'answered' : 'failed';
      names.add(models.of(callOf(`m${String(each)}`, outcome))[REQUESTED]);
    }
    expect(names.size).toBe(51);
  });
});
