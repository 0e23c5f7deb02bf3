import type { AuditParameters } from '@sallyport/client';

/** What the trail may be filtered by, as the gateway calls it. */
const FIELDS = [
  'from',
  'to',
  'kind',
  'outcome',
  'actor',
  'action',
  'target',
  'route',
  'code',
  'layer',
  'status',
  'client',
  'request_id',
] as const;

type Field = (typeof FIELDS)[number];

/** What is looked for: the texts of the address. What is looked for nowhere is missing. */
export type AuditFilter = Readonly<Partial<Record<Field, string>>>;

/** These stand in the form at once; the others are behind "More filters". */
const COMMON: readonly Field[] = ['from', 'to', 'kind', 'outcome'];

/** Whether a filter has something that the form shows only when asked. */
export function looksFurther(filter: AuditFilter): boolean {
  return FIELDS.some((field) => !COMMON.includes(field) && filter[field] !== undefined);
}

/** The filter of an address. */
export function filterOf(search: URLSearchParams): AuditFilter {
  return filled((field) => search.get(field));
}

export function pageOf(search: URLSearchParams): number {
  const page = Number(search.get('page'));
  return Number.isSafeInteger(page) && page > 0 ? page : 1;
}

/** The address of a filter, behind the `#`; it begins on the first page unless another is said. */
export function addressOf(filter: AuditFilter, page = 1): string {
  const search = new URLSearchParams(filled((field) => filter[field]?.trim()));
  if (page > 1) search.set('page', String(page));
  const text = search.toString();
  return text === '' ? '/audit' : `/audit?${text}`;
}

/** What is asked of the gateway, which says what of it is wrong. */
export function parametersOf(filter: AuditFilter, page: number, pageSize: number): AuditParameters {
  const { status, ...texts } = filter;
  return {
    ...(texts as AuditParameters),
    // What is no number goes as it is called, and comes back as a fault of its field.
    ...(status !== undefined && { status: Number(status) }),
    page,
    page_size: pageSize,
  };
}

function filled(valueOf: (field: Field) => string | null | undefined): Record<string, string> {
  const given = FIELDS.map((field) => [field, valueOf(field) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** What people look for: rows of a kind, or requests that ended in a way. */
export const SHOWN = [
  { value: 'all', label: 'Everything' },
  { value: 'act', label: 'Changes that somebody made' },
  { value: 'request', label: 'Requests' },
  { value: 'refused', label: 'Refused requests' },
  { value: 'answered', label: 'Answered requests' },
  { value: 'degraded', label: 'Degraded answers' },
  { value: 'client_left', label: 'Requests whose client left' },
  { value: 'opened', label: 'Starts of a gateway' },
  { value: 'closed', label: 'Ends of a gateway' },
  { value: 'witness', label: 'Signs of life' },
  { value: 'lost', label: 'Gaps' },
] as const;

export type Shown = (typeof SHOWN)[number]['value'];

const OUTCOMES: readonly string[] = ['refused', 'answered', 'degraded', 'client_left'];

export function shownBy({ kind, outcome }: AuditFilter): Shown {
  return SHOWN.find(({ value }) => value === (outcome ?? kind))?.value ?? 'all';
}

/** The filter with what is to be shown in place of what was. */
export function showing(filter: AuditFilter, shown: Shown): AuditFilter {
  const rest = Object.fromEntries(
    Object.entries(filter).filter(([field]) => field !== 'kind' && field !== 'outcome'),
  );
  if (shown === 'all') return rest;
  return OUTCOMES.includes(shown) ? { ...rest, outcome: shown } : { ...rest, kind: shown };
}
