/**
 * A scripted fault, told as `kind[:argument][,key=value...]`. N counts events of a stream; where an answer is plain,
 * "after N events" means after half of the body.
 */
export type Trouble =
  /** `latency:250`: milliseconds before an otherwise normal answer. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** `status:429,retry-after=1,should-retry=false`: an error of that status, 400 to 599. */
  | { readonly kind: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** `hang`: the request is taken and never answered. */
  | { readonly kind: 'hang' }
  /** `hang-after:2`: N events, then silence on an open connection. */
  | { readonly kind: 'hang-after'; readonly events: number }
  /** `cut:2`: N events, then the socket is gone. */
  | { readonly kind: 'cut'; readonly events: number }
  /** `end-early:2`: N events (never all of them), then a polite end. */
  | { readonly kind: 'end-early'; readonly events: number }
  /** `error-event:2`: N events, then `event: error`, overloaded_error; a plain answer becomes a 529. */
  | { readonly kind: 'error-event'; readonly events: number }
  /** `garbage`: a body that is not JSON; in a stream, lines in its middle that are no events. */
  | { readonly kind: 'garbage' }
  /** `wrong-type`: 200 and an HTML page. */
  | { readonly kind: 'wrong-type' }
  /** `drip:50`: milliseconds between events, or between sixteenths of a plain body. */
  | { readonly kind: 'drip'; readonly ms: number }
  /** `split:1`: the body in separate writes of N bytes, so that lines and UTF-8 characters break. */
  | { readonly kind: 'split'; readonly bytes: number }
  /** `endless-line`: a line that never ends, until the client leaves. */
  | { readonly kind: 'endless-line' }
  /** `reset`: a TCP RST instead of an answer. */
  | { readonly kind: 'reset' }
  /** `redirect:http://elsewhere/`: 307; everything after the colon is the Location. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** `echo-credential`: a 401 whose message contains the credential received. */
  | { readonly kind: 'echo-credential' }
  /** `big:1000000`: a good answer with that many bytes of text, 64 MiB at most. */
  | { readonly kind: 'big'; readonly bytes: number }
  /** `say:50%25`: the text a good answer says, percent-decoded; in a structured one its first free string, or all of it. */
  | { readonly kind: 'say'; readonly text: string };

/** The argument of a spec and its `key=value` options, still text. */
interface Spec {
  readonly argument: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

const MAX_MS = 3_600_000;
const MAX_EVENTS = 1_000_000;
const MAX_BIG_BYTES = 64 * 1024 * 1024;

const STATUS_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['retry-after', 'retry-after'],
  ['should-retry', 'x-should-retry'],
]);

const BUILDERS: {
  readonly [K in Trouble['kind']]: (spec: Spec) => Extract<Trouble, { kind: K }> | undefined;
} = {
  latency: (spec) => number(spec, 0, MAX_MS, (ms) => ({ kind: 'latency', ms })),
  status: (spec) => {
    const headers = statusHeaders(spec.options);
    return (
      headers && number(withoutOptions(spec), 400, 599, (status) => ({ kind: 'status', status, headers }))
    );
  },
  hang: (spec) => bare(spec, { kind: 'hang' }),
  'hang-after': (spec) => number(spec, 0, MAX_EVENTS, (events) => ({ kind: 'hang-after', events })),
  cut: (spec) => number(spec, 0, MAX_EVENTS, (events) => ({ kind: 'cut', events })),
  'end-early': (spec) => number(spec, 0, MAX_EVENTS, (events) => ({ kind: 'end-early', events })),
  'error-event': (spec) => number(spec, 0, MAX_EVENTS, (events) => ({ kind: 'error-event', events })),
  garbage: (spec) => bare(spec, { kind: 'garbage' }),
  'wrong-type': (spec) => bare(spec, { kind: 'wrong-type' }),
  drip: (spec) => number(spec, 0, MAX_MS, (ms) => ({ kind: 'drip', ms })),
  split: (spec) => number(spec, 1, MAX_BIG_BYTES, (bytes) => ({ kind: 'split', bytes })),
  'endless-line': (spec) => bare(spec, { kind: 'endless-line' }),
  reset: (spec) => bare(spec, { kind: 'reset' }),
  // A Location goes into a header: printable ASCII only.
  redirect: ({ argument }) =>
    argument !== undefined && /^[!-~]+$/.test(argument)
      ? { kind: 'redirect', location: argument }
      : undefined,
  'echo-credential': (spec) => bare(spec, { kind: 'echo-credential' }),
  big: (spec) => number(spec, 0, MAX_BIG_BYTES, (bytes) => ({ kind: 'big', bytes })),
  say: ({ argument }) => (argument === undefined ? undefined : spoken(argument)),
};

/** The trouble a spec describes; undefined when it describes none (unknown kind, bad argument, unknown option). */
export function parseTrouble(text: string): Trouble | undefined {
  const [, kind = '', rest] = /^([a-z-]+)(?::(.*))?/s.exec(text.trim()) ?? [];
  if (!isKind(kind)) return undefined;
  // Their arguments may hold commas.
  if (kind === 'redirect' || kind === 'say') return BUILDERS[kind]({ argument: rest, options: new Map() });
  const spec = splitSpec(text.trim().slice(kind.length));
  return spec && BUILDERS[kind](spec);
}

function isKind(kind: string): kind is Trouble['kind'] {
  return Object.hasOwn(BUILDERS, kind);
}

function splitSpec(tail: string): Spec | undefined {
  const [head = '', ...pairs] = tail.split(',');
  if (head !== '' && !head.startsWith(':')) return undefined;
  const options = new Map<string, string>();
  for (const pair of pairs) {
    const [, key, value] = /^([a-z-]+)=([!-~]+)$/.exec(pair) ?? [];
    if (key === undefined || value === undefined) return undefined;
    options.set(key, value);
  }
  return { argument: head === '' ? undefined : head.slice(1), options };
}

function statusHeaders(options: ReadonlyMap<string, string>): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (const [key, value] of options) {
    const header = STATUS_OPTIONS.get(key);
    if (header === undefined) return undefined;
    headers[header] = value;
  }
  return headers;
}

function spoken(argument: string): Extract<Trouble, { kind: 'say' }> | undefined {
  try {
    return { kind: 'say', text: decodeURIComponent(argument) };
  } catch {
    return undefined;
  }
}

function withoutOptions({ argument }: Spec): Spec {
  return { argument, options: new Map() };
}

function bare<T extends Trouble>({ argument, options }: Spec, trouble: T): T | undefined {
  return argument === undefined && options.size === 0 ? trouble : undefined;
}

function number<T extends Trouble>(
  { argument, options }: Spec,
  least: number,
  most: number,
  build: (value: number) => T,
): T | undefined {
  if (argument === undefined || !/^\d{1,9}$/.test(argument) || options.size > 0) return undefined;
  const value = Number(argument);
  return value >= least && value <= most ? build(value) : undefined;
}
