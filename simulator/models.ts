import { ApiError, invalidRequest } from './api-error';

/** The models of shared/prices.json (2026-11-21), newest line first as the real list has them. */
const MODEL_IDS: readonly string[] = [
  'claude-fable-5-1',
  'claude-mythos-5-1',
  'claude-fable-5',
  'claude-mythos-5',
  'claude-opus-5-5',
  'claude-opus-5',
  'claude-opus-4-8',
  'claude-opus-4-7',
  'claude-opus-4-6',
  'claude-opus-4-5',
  'claude-sonnet-5-5',
  'claude-sonnet-5',
  'claude-sonnet-4-6',
  'claude-sonnet-4-5',
  'claude-haiku-5-5',
  'claude-haiku-4-5',
];

const KNOWN: ReadonlySet<string> = new Set(MODEL_IDS);
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000;

/** `ModelInfo` of the SDK 1.11.0. Unknown facts take the values it allows for that: null, and the epoch as date. */
export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  readonly created_at: string;
  readonly lifecycle: 'active';
  readonly line: string | null;
  readonly capabilities: null;
  readonly max_input_tokens: null;
  readonly max_tokens: null;
  readonly deprecated_at: null;
  readonly retires_at: null;
}

export interface ModelPage {
  readonly data: readonly ModelInfo[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** Refuses a model that is not served here, with the real API's 404 and its terse message. */
export function requireModel(id: string): void {
  if (!KNOWN.has(id)) throw new ApiError(404, `model: ${id}`);
}

export function describeModel(id: string): ModelInfo {
  requireModel(id);
  const [, line = '', ...version] = id.split('-');
  return {
    type: 'model',
    id,
    display_name: `Claude ${line.charAt(0).toUpperCase()}${line.slice(1)} ${version.join('.')}`,
    created_at: '1970-01-01T00:00:00Z',
    lifecycle: 'active',
    line: line || null,
    capabilities: null,
    max_input_tokens: null,
    max_tokens: null,
    deprecated_at: null,
    retires_at: null,
  };
}

/** One page of the list: `limit` 1 to 1000 (20), `after_id` or `before_id` as the cursor. */
export function listModels(query: URLSearchParams): ModelPage {
  const limit = pageLimit(query.get('limit'));
  const before = query.get('before_id');
  const start = positionAfter(query.get('after_id'));
  const candidates = before === null ? MODEL_IDS.slice(start) : MODEL_IDS.slice(0, positionOf(before));
  const page = before === null ? candidates.slice(0, limit) : candidates.slice(-limit);
  return {
    data: page.map(describeModel),
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
    has_more: candidates.length > page.length,
  };
}

function pageLimit(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidRequest(`limit: Input should be between 1 and ${String(MAX_LIMIT)}`);
  }
  return limit;
}

function positionAfter(id: string | null): number {
  return id === null ? 0 : positionOf(id) + 1;
}

function positionOf(id: string): number {
  const position = MODEL_IDS.indexOf(id);
  if (position < 0) throw invalidRequest(`Invalid cursor: ${id}`);
  return position;
}
