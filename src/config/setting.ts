/** One environment variable: what it is for, in the words of .env.example and the README. */
export interface Setting {
  readonly name: string;
  /** Shown to readers; the parsing is in the sections. */
  readonly fallback: string;
  readonly purpose: string;
}
