/** Values that must not come out anywhere, by what they are. */
export type Canaries = Readonly<Record<string, string>>;

/** So much of a canary in a row is a leak. */
const PIECE = 16;

/** Finds canaries in texts: as they are, escaped, or encoded, and also pieces of them. */
export class CanarySearch {
  readonly #owners = new Map<string, string>();

  constructor(canaries: Canaries) {
    for (const [name, canary] of Object.entries(canaries)) {
      for (const form of formsOf(canary)) {
        for (let at = 0; at + PIECE <= form.length; at += 1)
          this.#owners.set(form.slice(at, at + PIECE), name);
      }
    }
  }

  /** The names of those that are in a text, each with the first piece of it and what is said before. */
  in(text: string): readonly string[] {
    const found = new Map<string, string>();
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      const name = this.#owners.get(text.slice(at, at + PIECE));
      if (name !== undefined && !found.has(name))
        found.set(name, `${name}: ${text.slice(Math.max(0, at - 120), at + PIECE)}`);
    }
    return [...found.values()];
  }
}

function formsOf(canary: string): readonly string[] {
  const bytes = Buffer.from(canary);
  const hex = bytes.toString('hex');
  return [
    canary,
    JSON.stringify(canary).slice(1, -1),
    encodeURIComponent(canary),
    hex,
    hex.toUpperCase(),
    // Each way in which it may be aligned to what stands before it, without what that changes.
    ...[0, 1, 2].flatMap((before) => {
      const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
      const begins = before === 0 ? 0 : 4;
      const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
      return [whole.toString('base64').slice(begins), whole.toString('base64url').slice(begins)];
    }),
  ];
}
