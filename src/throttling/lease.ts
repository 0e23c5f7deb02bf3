/** The right to one request at a time among the `max` of its holder. */
export interface Lease {
  /** Gives it back. Never throws, and has an effect only once. */
  release(): void;
}

export interface LeaseTimes {
  /** How long Redis keeps a lease that nobody renews, such as that of a process that died. */
  readonly lastsMs: number;
  /** Well under a third of it, so that a lease outlives two renewals that fail. */
  readonly renewedEveryMs: number;
}
