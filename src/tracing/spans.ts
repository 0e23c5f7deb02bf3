import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import type { RequestRecord } from '../http';
import type { ModelCall } from '../kernel';
import { attributesOfCall, errorTypeOf, spanNameOf as nameOfCall } from './gen-ai';
import { attributesOf, spanNameOf } from './request-attributes';
import { parseTraceParent } from './trace-parent';

/** Tells a trace of each request that is over: one span for it, and one below for each call to a model. */
export class Spans {
  constructor(private readonly tracer: Tracer) {}

  tell(record: RequestRecord): void {
    const { startedAt, endedAt, status } = record;
    const attributes = attributesOf(record);
    const options = { kind: SpanKind.SERVER, startTime: startedAt, attributes };
    const parent = contextOf(record.traceparent);
    const span = this.tracer.startSpan(spanNameOf(record), options, parent);
    // A refusal is the client's fault, and no error of the server's (conventions of HTTP spans, status).
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    for (const call of record.calls) this.#tellCall(call, trace.setSpan(parent, span));
    span.end(endedAt);
  }

  #tellCall(call: ModelCall, parent: Context): void {
    const { startedAt: startTime, endedAt } = call;
    const options = { kind: SpanKind.CLIENT, startTime, attributes: attributesOfCall(call) };
    const span = this.tracer.startSpan(nameOfCall(call), options, parent);
    if (errorTypeOf(call) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  }
}

function contextOf(traceparent: string | undefined): Context {
  const parent = parseTraceParent(traceparent);
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
