import type { RequestRecord } from '../../http';
import type { RequestEntry } from '../chain/entry';

/** Kept apart of those that nobody is known for; what comes on top in one batch is told by code alone. */
const MOST_STRANGERS = 50;

/** Asked by machines over and over, or files that are anyone's: the same for everybody, and about nobody. */
const SAY_NOTHING: ReadonlySet<string> = new Set([
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'HEAD /',
  'HEAD /api/hello',
  'GET /dashboard/assets/:file',
  'GET /docs/:file',
]);

/**
 * What a batch of requests leaves in the trail, in their order. Probes and files of pages that are answered leave nothing. Refusals of
 * callers whom nobody knows are told in one where they are alike: whoever floods must not fill the disk.
 */
export function requestEntries(batch: readonly RequestEntry[]): readonly RequestEntry[] {
  const entries: RequestEntry[] = [];
  /** Where those of strangers stand. */
  const strangers = new Map<string, number>();
  for (const entry of batch) {
    if (saysNothing(entry)) continue;
    if (entry.actor !== null || entry.outcome !== 'refused') {
      entries.push(entry);
      continue;
    }
    const isRoom = strangers.size < MOST_STRANGERS;
    const apart = [entry.client, entry.method, entry.route, entry.code, entry.status].join(' ');
    const alike = isRoom || strangers.has(apart) ? apart : `${String(entry.code)} ${String(entry.status)}`;
    const at = strangers.get(alike);
    const first = at === undefined ? undefined : entries[at];
    if (at === undefined || first === undefined) {
      strangers.set(alike, entries.length);
      entries.push(alike === apart ? entry : { ...entry, client: null, route: null });
    } else entries[at] = { ...first, count: (first.count ?? 1) + 1 };
  }
  return entries;
}

function saysNothing({ method, route, status, outcome }: RequestEntry): boolean {
  return outcome === 'answered' && status < 400 && SAY_NOTHING.has(`${method} ${route ?? ''}`);
}

/**
 * What the trail keeps of a request. The record holds more, of the client's making too: an error with its causes, the
 * header of a trace.
 */
export function entryOf(record: RequestRecord): RequestEntry {
  const { principal, calls, failure } = record;
  return {
    kind: 'request',
    at: new Date(record.endedAt).toISOString(),
    request_id: record.requestId,
    actor: principal?.id ?? null,
    credential: principal?.credential ?? null,
    key_id: principal?.keyId ?? null,
    token_id: principal?.token?.id ?? null,
    client: record.clientAddress,
    method: record.method,
    route: record.route ?? null,
    status: record.status,
    outcome: record.outcome,
    code: failure?.code ?? null,
    layer: failure?.layer ?? null,
    models: modelsOf(calls),
    cost_micro_usd: calls.reduce((sum, { cost }) => sum + Number(cost), 0),
    ms: record.endedAt - record.startedAt,
  };
}

/** Each once; nearly always there is one call, or none. */
function modelsOf(calls: RequestRecord['calls']): readonly string[] {
  const models = calls.map(({ model }) => model);
  return models.length < 2 ? models : [...new Set(models)];
}
