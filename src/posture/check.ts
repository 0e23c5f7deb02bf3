/** How a line of the checklist stands. */
export type Verdict = 'pass' | 'warning' | 'failure';

/** What one check found: why it stands so, and what to do; null where nothing is to be done. */
export interface Finding {
  readonly status: Verdict;
  readonly why: string;
  readonly fix: string | null;
}

/** One line of the going-live checklist. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Whether it takes more than a moment, or somebody else's time: it is left out at boot. */
  readonly slow?: boolean;
  /** @throws Error when it cannot be told; that is a failure of the check, in the words of `cannotTell`. */
  look(): Finding | Promise<Finding>;
}

/** Lines of the checklist that look at the same things. */
export abstract class Checks {
  abstract readonly all: readonly Check[];
}

export function pass(why: string): Finding {
  return { status: 'pass', why, fix: null };
}

export function warning(why: string, fix: string): Finding {
  return { status: 'warning', why, fix };
}

export function failure(why: string, fix: string): Finding {
  return { status: 'failure', why, fix };
}
