/** A closed, ordered set of plug-ins. A subclass is the injection token of its kind. */
export class Registry<T extends { readonly id: string }> {
  readonly #entries: ReadonlyMap<string, T>;
  readonly all: readonly T[];

  /** @throws Error when two entries share an id, so that a typing error stops the boot. */
  constructor(entries: readonly T[]) {
    const byId = new Map<string, T>();
    for (const entry of entries) {
      if (byId.has(entry.id)) throw new Error(`Two extensions are called "${entry.id}"`);
      byId.set(entry.id, entry);
    }
    this.#entries = byId;
    this.all = Object.freeze([...byId.values()]);
  }

  get(id: string): T | undefined {
    return this.#entries.get(id);
  }

  get ids(): readonly string[] {
    return [...this.#entries.keys()];
  }
}
