/** Where a caller stands in a trace of its own. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Version, trace, span, flags; a later version may say more behind them (W3C Trace Context, section 3.2). */
const SHAPE = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const NO_VERSION = 'ff';
const SAMPLED = 0x01;

/** The parent that a `traceparent` header names; undefined where there is none, or it is not as it should be. */
export function parseTraceParent(header: string | undefined): TraceParent | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = SHAPE.exec(header ?? '') ?? [];
  if (version === undefined || version === NO_VERSION || (version === '00' && more !== undefined))
    return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & SAMPLED) !== 0 };
}
