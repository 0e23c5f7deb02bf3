import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A value of an attribute, as OTLP's JSON writes it. */
interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly OtlpValue[] };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code: number };
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly histogram?: {
    readonly dataPoints: readonly {
      readonly attributes: readonly OtlpAttribute[];
      readonly count: number;
      readonly sum: number;
      readonly explicitBounds: readonly number[];
      readonly bucketCounts: readonly number[];
    }[];
  };
}

interface Batch {
  readonly resource: { readonly attributes: readonly OtlpAttribute[] };
  readonly scopeSpans?: readonly { readonly spans: readonly OtlpSpan[] }[];
  readonly scopeMetrics?: readonly { readonly metrics: readonly OtlpMetric[] }[];
}

/** What an OpenTelemetry collector does with what it is sent (OTLP 1.x over HTTP, in JSON). */
export type CollectorMood = 'takes' | 'refuses' | 'hangs';

/** A receiver shaped as a collector's, on a socket. */
export interface TestCollector {
  readonly url: string;
  mood: CollectorMood;
  readonly spans: readonly OtlpSpan[];
  readonly metrics: readonly OtlpMetric[];
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Every body as it came, and the headers of the last one. */
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** How many requests came, whatever became of them. */
  readonly asked: number;
  /** What was wrong with what came: a path, a method, a type or a shape that no collector takes. */
  readonly faults: readonly string[];
  /** Resolves with the first result that is not undefined, looking again at each request. */
  until<T>(look: () => T | undefined): Promise<T>;
  close(): Promise<void>;
}

const FIELDS = { '/v1/traces': 'resourceSpans', '/v1/metrics': 'resourceMetrics' } as const;
const TRACE = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;

export async function startCollector(mood: CollectorMood = 'takes'): Promise<TestCollector> {
  const looks = new Set<() => void>();
  const spans: OtlpSpan[] = [];
  const metrics: OtlpMetric[] = [];
  const resources: Readonly<Record<string, unknown>>[] = [];
  const faults: string[] = [];
  const state = { mood, text: '', asked: 0, headers: {} as IncomingMessage['headers'] };
  const expectThat = (isSo: boolean, fault: string): void => {
    if (!isSo) faults.push(fault);
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    state.asked += 1;
    state.text += text;
    state.headers = request.headers;
    const { method, url = '', headers } = request;
    const field = FIELDS[url as keyof typeof FIELDS] as (typeof FIELDS)[keyof typeof FIELDS] | undefined;
    expectThat(method === 'POST' && field !== undefined, `${String(method)} ${url}`);
    expectThat(headers['content-type'] === 'application/json', `type ${String(headers['content-type'])}`);
    const batches = (JSON.parse(text) as Record<string, readonly Batch[] | undefined>)[field ?? ''] ?? [];
    expectThat(batches.length > 0, `no ${String(field)}`);
    if (state.mood === 'takes') for (const batch of batches) keep(batch);
    if (state.mood !== 'hangs')
      response
        .writeHead(state.mood === 'takes' ? 200 : 400, { 'content-type': 'application/json' })
        .end('{}');
    for (const look of looks) look();
  }

  function keep({ resource, scopeSpans = [], scopeMetrics = [] }: Batch): void {
    resources.push(attributesOf(resource));
    spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    metrics.push(...scopeMetrics.flatMap((scope) => scope.metrics));
    for (const { traceId, spanId, startTimeUnixNano, endTimeUnixNano } of spans) {
      expectThat(TRACE.test(traceId) && SPAN.test(spanId), `ids ${traceId} ${spanId}`);
      expectThat(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano), `times of ${spanId}`);
    }
  }

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => faults.push(String(error)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    spans,
    metrics,
    resources,
    faults,
    get mood() {
      return state.mood;
    },
    set mood(next) {
      state.mood = next;
    },
    get text() {
      return state.text;
    },
    get headers() {
      return state.headers;
    },
    get asked() {
      return state.asked;
    },
    until: (look) =>
      new Promise((resolve) => {
        const again = (): void => {
          const found = look();
          if (found === undefined) return;
          looks.delete(again);
          resolve(found);
        };
        looks.add(again);
        again();
      }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Attributes as an object, each with its plain value. */
export function attributesOf({
  attributes,
}: {
  readonly attributes: readonly OtlpAttribute[];
}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainOf(value)]));
}

function plainOf(value: OtlpValue): unknown {
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(plainOf);
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
}
