import type { ContenderName } from './contender';
import type { Figures } from './figures';
import type { CaseResult } from './measure';

/** Something that the gateway has promised about its speed, and whether it was so. */
export interface Verdict {
  readonly promise: string;
  readonly most: number;
  readonly measured: number;
  readonly holds: boolean;
}

interface Promised {
  readonly promise: string;
  readonly most: number;
  /** Undefined where the case, or somebody in it, was not measured. */
  readonly measure: (figures: Lookup) => number | undefined;
}

/** What a contender came to in the case of an id. */
type Lookup = (id: string, name: ContenderName) => Figures | undefined;

function ratio(promise: string, most: number, id: string, name: ContenderName): Promised {
  return { promise, most, measure: (figures) => figures(id, name)?.ratios.cpu };
}

const PROMISES: readonly Promised[] = [
  ratio(
    '/v1/messages at 32 callers, SQLite: CPU per request, of the raw proxy',
    1.5,
    'messages-32',
    'embedded',
  ),
  ratio(
    '/v1/messages at 256 callers, SQLite: CPU per request, of the raw proxy',
    1.5,
    'messages-256',
    'embedded',
  ),
  ratio('streams, SQLite: CPU per event, of the raw proxy', 1.2, 'streams', 'embedded'),
  ratio('a body of 200 KB, SQLite: CPU per request, of the raw proxy', 1.5, 'large', 'embedded'),
  ratio(
    '/v1/messages at 32 callers, Redis + PostgreSQL: CPU per request, of the raw proxy',
    2.5,
    'messages-32',
    'shared',
  ),
  ratio(
    '/v1/messages at 256 callers, Redis + PostgreSQL: CPU per request, of the raw proxy',
    2.5,
    'messages-256',
    'shared',
  ),
  {
    promise: 'one caller, SQLite: ms added to the raw proxy at p50',
    most: 1.5,
    measure: (figures) => figures('messages-1', 'embedded')?.overRaw.p50,
  },
  {
    promise: 'one caller, SQLite: ms added to the raw proxy at p99',
    most: 5,
    measure: (figures) => figures('messages-1', 'embedded')?.overRaw.p99,
  },
  {
    promise: '256 callers, SQLite: CPU per request, of that at 32 callers',
    most: 1.2,
    measure: (figures) =>
      quotient(
        figures('messages-256', 'embedded')?.cpu.server,
        figures('messages-32', 'embedded')?.cpu.server,
      ),
  },
  {
    promise: '256 callers, SQLite: time per request, of that at 32 callers',
    most: 1.2,
    measure: (figures) =>
      quotient(figures('messages-32', 'embedded')?.perSecond, figures('messages-256', 'embedded')?.perSecond),
  },
  {
    promise: '/api/query at 32 callers, SQLite: CPU per request, of Express + SDK',
    most: 0.5,
    measure: (figures) =>
      quotient(figures('query', 'embedded')?.cpu.server, figures('query', 'express-sdk')?.cpu.server),
  },
];

/** Every promise that the measured cases tell of. */
export function verdictsOn(cases: readonly CaseResult[]): readonly Verdict[] {
  const figures: Lookup = (id, name) =>
    cases.find((one) => one.id === id)?.figures.find((one) => one.name === name);
  return PROMISES.flatMap(({ promise, most, measure }) => {
    const measured = measure(figures);
    return measured === undefined ? [] : [{ promise, most, measured, holds: measured <= most }];
  });
}

function quotient(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}
