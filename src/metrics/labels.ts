import type { Prices } from '../usage';

/** What stands for all values that have no series of their own. */
const OTHER = 'other';
/** What stands for no value. */
export const NONE = 'none';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** What Claude's API refuses with (docs.claude.com/en/api/errors, seen 2026-11-20), and what stands in front of it. */
const PROVIDER_STATUSES = new Set([400, 401, 402, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 529]);
const MODELS_SHOWN = 50;
const SNAPSHOT = /-\d{8}$/;

/** Clients may name a method as they like. */
export function methodLabel(method: string): string {
  return METHODS.has(method) ? method : OTHER;
}

/** Declared paths are ours, and few; a path that none matched is the client's. */
export function routeLabel(route: string | undefined): string {
  return route ?? 'unknown';
}

/** A status of the provider's: one of the usual, or the class of it. */
export function providerStatusLabel(status: number | undefined): string {
  if (status === undefined) return NONE;
  return PROVIDER_STATUSES.has(status) ? String(status) : `${String(Math.trunc(status / 100))}xx`;
}

/**
 * Names of models come from clients and from the provider. Those of the price list are shown, without the date of a
 * snapshot, fifty at most; the rest is one.
 */
export class ModelLabels {
  readonly #shown = new Set<string>();

  constructor(private readonly prices: Pick<Prices, 'current'>) {}

  of(model: string): string {
    if (this.#shown.has(model)) return model;
    const name = model.replace(SNAPSHOT, '');
    if (this.#shown.has(name)) return name;
    if (this.#shown.size >= MODELS_SHOWN) return OTHER;
    const listed = [name, model].find((one) => this.prices.current.knows(one));
    if (listed !== undefined) this.#shown.add(listed);
    return listed ?? OTHER;
  }

  /** Those that have a series. */
  get shown(): ReadonlySet<string> {
    return this.#shown;
  }
}
