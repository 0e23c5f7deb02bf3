import { SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import type { RequestRecord } from '../http';
import { recordOf } from '../http/records.fixture';
import { GatewayError, microUsd, NO_USAGE, type ModelCall } from '../kernel';
import { Spans } from './spans';

const CALL: ModelCall = {
  provider: 'simulator',
  asked: 'claude-haiku-4-5',
  model: 'claude-haiku-4-5-20251001',
  route: '/v1/messages',
  queryType: undefined,
  streamed: false,
  outcome: 'answered',
  code: undefined,
  providerStatus: undefined,
  stopReason: 'max_tokens',
  usage: {
    ...NO_USAGE,
    inputTokens: 1,
    cacheReadTokens: 20,
    cacheWrite5mTokens: 300,
    cacheWrite1hTokens: 4000,
  },
  cost: microUsd(1_500_000n),
  attempts: 2,
  startedAt: 1000,
  firstTokenAt: 1500,
  endedAt: 3000,
};

function spansOf(given: Partial<RequestRecord>): readonly ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  new Spans(provider.getTracer('test')).tell(recordOf(given));
  return exporter.getFinishedSpans();
}

describe('the span of a call', () => {
  it('counts the tokens of caches among those of the prompt', () => {
    const [span] = spansOf({ calls: [CALL] });
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-haiku-4-5',
      'gen_ai.response.model': 'claude-haiku-4-5-20251001',
      'gen_ai.response.finish_reasons': ['max_tokens'],
      'gen_ai.usage.input_tokens': 4321,
      'gen_ai.usage.output_tokens': 0,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'gen_ai.usage.cache_creation.input_tokens': 4300,
      'sallyport.upstream': 'simulator',
      'sallyport.attempts': 2,
      'sallyport.cost_usd': 1.5,
    });
  });

  it.each<[string, Partial<ModelCall>, string | undefined]>([
    ['an answer', {}, undefined],
    ['a client that left', { outcome: 'client_left' }, 'client_left'],
    ['a failure', { outcome: 'failed', code: 'upstream_error' }, 'upstream_error'],
    ['silence', { outcome: 'timed_out', code: 'upstream_timeout' }, 'upstream_timeout'],
  ])('of %s says what it failed with', (_, part, type) => {
    const [span] = spansOf({ calls: [{ ...CALL, ...part }] });
    expect(span?.attributes['error.type']).toBe(type);
    expect(span?.status.code).toBe(type === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR);
  });

  it('names what was done, with as much of a model’s name as anybody needs', () => {
    const [span] = spansOf({
      calls: [{ ...CALL, route: '/v1/messages/count_tokens', asked: 'x'.repeat(5000) }],
    });
    expect(span?.name).toBe(`count_tokens ${'x'.repeat(100)}`);
  });
});

describe('the span of a request', () => {
  it.each<[number, GatewayError, SpanStatusCode]>([
    [429, new GatewayError('rate_limited', 'x'), SpanStatusCode.UNSET],
    [503, new GatewayError('store_unavailable', 'x'), SpanStatusCode.ERROR],
  ])('of status %d has its fault', (status, failure, code) => {
    const [span] = spansOf({ status, failure, outcome: 'refused' });
    expect(span?.status.code).toBe(code);
    expect(span?.attributes).toMatchObject({ 'error.type': failure.code, 'sallyport.layer': failure.layer });
  });

  it('is not kept where its caller keeps none', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    expect(spansOf({ traceparent, calls: [CALL] })).toEqual([]);
  });

  it('names no method that a client made up', () => {
    const [span] = spansOf({ method: 'BREW', route: undefined });
    expect(span?.name).toBe('HTTP');
    expect(span?.attributes['http.request.method']).toBe('_OTHER');
  });
});
