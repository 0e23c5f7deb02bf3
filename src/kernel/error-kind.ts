/** The defence that refused. */
export type Layer =
  | 'ingress'
  | 'network'
  | 'identity'
  | 'signature'
  | 'origin'
  | 'access'
  | 'throttling'
  | 'budget'
  | 'validation'
  | 'analytics'
  | 'upstream'
  | 'gateway';

/** What all occurrences of one refusal share. */
export interface ErrorKind {
  readonly status: number;
  readonly layer: Layer;
  /** RFC 9457 `title`: the same for every occurrence. */
  readonly title: string;
  /** When it happens and what the caller can do; the text of docs/errors.md. */
  readonly remedy: string;
}
