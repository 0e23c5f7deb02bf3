/** How many of how many: whole numbers, `successes` at most `trials`. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}
