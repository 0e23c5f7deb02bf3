/** What a caller finds out for those who wait beside it: the answer as JSON, the refusal of all, or nothing. */
type Outcome = { readonly json: string } | { readonly refusal: unknown } | undefined;

/** One caller's attempt, and the promise of its outcome. */
export class Flight {
  /** Never rejects. */
  readonly landed: Promise<Outcome>;
  #land: (outcome: Outcome) => void = () => undefined;

  constructor() {
    this.landed = new Promise((resolve) => {
      this.#land = resolve;
    });
  }

  /** The first outcome counts. */
  land(outcome: Outcome): void {
    this.#land(outcome);
  }
}
