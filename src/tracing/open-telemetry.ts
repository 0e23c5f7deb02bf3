import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { TelemetryConfig } from '../config';
import type { RequestRecord } from '../http';
import { VERSION } from '../kernel';
import { Instruments } from './instruments';
import { Outage } from './outage';
import { Spans } from './spans';

type Otlp = NonNullable<TelemetryConfig['otlp']>;

/** An export that takes longer has failed. */
const TIMEOUT_MS = 5000;
const METRICS_EVERY_MS = 60_000;
/** Spans that wait at most; those of requests beyond that are dropped. */
const MOST_SPANS = 4096;
/** Series of one metric at most; those beyond that are one. */
const MOST_SERIES = 1000;

/** What is sent to a collector: OTLP over HTTP, in JSON. Only loaded when there is one. */
export class OpenTelemetry {
  readonly #traces: BasicTracerProvider;
  readonly #metrics: MeterProvider;
  readonly #spans: Spans;
  readonly #instruments: Instruments;

  constructor(otlp: Otlp, log: Logger) {
    const outage = new Outage(log);
    const traces = new OTLPTraceExporter(optionsFor(otlp, 'traces'));
    const metrics = new OTLPMetricExporter(optionsFor(otlp, 'metrics'));
    outage.watch('traces', traces);
    outage.watch('metrics', metrics);
    const resource = defaultResource().merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAME]: otlp.serviceName,
        [ATTR_SERVICE_VERSION]: VERSION,
        [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
      }),
    );
    this.#traces = new BasicTracerProvider({
      resource,
      // Whether a trace is kept is for its beginner to say.
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      // Its delay and batch size stay what the variables of OpenTelemetry say (OTEL_BSP_…).
      spanProcessors: [
        new BatchSpanProcessor(traces, { maxQueueSize: MOST_SPANS, exportTimeoutMillis: TIMEOUT_MS }),
      ],
    });
    this.#metrics = new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: metrics,
          exportIntervalMillis: METRICS_EVERY_MS,
          exportTimeoutMillis: TIMEOUT_MS,
          cardinalityLimits: { default: MOST_SERIES },
        }),
      ],
    });
    this.#spans = new Spans(this.#traces.getTracer('sallyport', VERSION));
    this.#instruments = new Instruments(this.#metrics.getMeter('sallyport', VERSION));
  }

  /** Takes note of a request; nothing is sent here. */
  tell(record: RequestRecord): void {
    this.#spans.tell(record);
    this.#instruments.count(record);
  }

  /** Sends what waits. Never rejects. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#traces.shutdown(), this.#metrics.shutdown()]);
  }
}

function optionsFor(
  { endpoint, headers }: Otlp,
  signal: string,
): { url: string; headers: Record<string, string>; timeoutMillis: number } {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/${signal}`;
  return { url, headers: { ...headers }, timeoutMillis: TIMEOUT_MS };
}
