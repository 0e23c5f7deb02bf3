/** Where one caller stands in its current window. */
export interface WindowState {
  readonly hits: number;
  /** Milliseconds until the window ends and the count starts anew. */
  readonly endsInMs: number;
}
