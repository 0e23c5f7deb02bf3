import type { ChangeKey, CreateKey, Key } from '@sallyport/client';
import { budgetDraft, budgetIn, numberIn, type BudgetDraft } from '../../parts/form/budget-draft';
import { NotSent } from '../../parts/form/faults';
import { isCapability, type Capability } from './capabilities';

/** A key as it stands in a form; texts are as they were typed, lists have one entry a line. */
export interface KeyDraft {
  readonly name: string;
  readonly role: CreateKey['role'];
  readonly mode: NonNullable<CreateKey['mode']>;
  readonly budget: BudgetDraft;
  /** A date, or nothing for never. */
  readonly expires: string;
  readonly rateRequests: string;
  readonly rateSeconds: string;
  readonly maxConcurrency: string;
  readonly allowedIps: string;
  readonly allowedOrigins: string;
  readonly models: string;
  readonly queryTypes: readonly string[];
  readonly capabilities: readonly Capability[];
  readonly onDisconnect: NonNullable<CreateKey['on_disconnect']>;
  readonly requireSignature: boolean;
}

/** What most keys are: of a server that asks questions, and may do nothing else. */
export const NEW_KEY: KeyDraft = {
  name: '',
  role: 'member',
  mode: 'full',
  budget: { period: 'none', limit: '', soft: '' },
  expires: '',
  rateRequests: '',
  rateSeconds: '60',
  maxConcurrency: '',
  allowedIps: '',
  allowedOrigins: '',
  models: '',
  queryTypes: [],
  capabilities: [],
  onDisconnect: 'abort',
  requireSignature: false,
};

export function draftOf(key: Key): KeyDraft {
  const { rate_limit: rate } = key;
  return {
    name: key.name,
    role: key.role,
    mode: key.mode,
    budget: budgetDraft(key.budget),
    expires: key.expires_at?.slice(0, 10) ?? '',
    rateRequests: rate === null ? '' : String(rate.max_requests),
    rateSeconds: String(rate?.window_seconds ?? 60),
    maxConcurrency: key.max_concurrency === null ? '' : String(key.max_concurrency),
    allowedIps: key.allowed_ips.join('\n'),
    allowedOrigins: key.allowed_origins.join('\n'),
    models: key.models.join('\n'),
    queryTypes: key.query_types,
    capabilities: key.capabilities.filter(isCapability),
    onDisconnect: key.on_disconnect,
    requireSignature: key.require_signature,
  };
}

/** What to send for a new key. @throws NotSent */
export function bodyOf(draft: KeyDraft): Required<CreateKey> {
  const { budget, faults: budgetFaults } = budgetIn(draft.budget);
  const rate = rateIn(draft);
  const concurrency = numberIn(draft.maxConcurrency);
  const faults = {
    ...budgetFaults,
    ...rate.faults,
    ...(draft.name.trim() === '' && { name: 'Say what it is called.' }),
    ...(draft.maxConcurrency.trim() !== '' &&
      concurrency === undefined && { max_concurrency: 'Say a number, or nothing.' }),
  };
  if (Object.keys(faults).length > 0) throw new NotSent(faults);
  return {
    name: draft.name.trim(),
    role: draft.role,
    mode: draft.mode,
    budget,
    expires_at: draft.expires === '' ? null : draft.expires,
    rate_limit: rate.limit,
    max_concurrency: concurrency ?? null,
    allowed_ips: entriesIn(draft.allowedIps),
    allowed_origins: entriesIn(draft.allowedOrigins),
    models: entriesIn(draft.models),
    query_types: [...draft.queryTypes],
    capabilities: [...draft.capabilities],
    on_disconnect: draft.onDisconnect,
    require_signature: draft.requireSignature,
  };
}

/** What of a key was changed in its form, and nothing else: what the form does not show stays. @throws NotSent */
export function changesIn(draft: KeyDraft, key: Key): ChangeKey {
  const before = new Map<string, unknown>(Object.entries(bodyOf(draftOf(key))));
  const changes = Object.entries(bodyOf(draft)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name)),
  );
  return Object.fromEntries(changes);
}

function rateIn({ rateRequests, rateSeconds }: KeyDraft): {
  readonly limit: (CreateKey['rate_limit'] & {}) | null;
  readonly faults: Readonly<Record<string, string>>;
} {
  if (rateRequests.trim() === '') return { limit: null, faults: {} };
  const [requests, seconds] = [numberIn(rateRequests), numberIn(rateSeconds)];
  return {
    limit: { max_requests: requests ?? 0, window_seconds: seconds ?? 0 },
    faults: {
      ...(requests === undefined && { 'rate_limit.max_requests': 'Say a number of requests, or nothing.' }),
      ...(seconds === undefined && { 'rate_limit.window_seconds': 'Say a number of seconds.' }),
    },
  };
}

function entriesIn(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
