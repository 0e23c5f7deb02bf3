/** Every way in which a secret may be out of reach, in words that tell nothing of it. */
export const FAULTS = {
  malformed: 'the reference is not well-formed',
  missing: 'there is no such secret',
  denied: 'access to it is denied',
  unreachable: 'its store cannot be reached, or does not answer as it should',
  slow: 'its store does not answer in time',
  too_large: 'it is longer than 65536 bytes',
  not_text: 'it is no file, or no text in UTF-8',
  damaged: 'it was damaged on the way',
  no_field: 'it is no JSON object with a text in that field',
  empty: 'it is empty',
  unfit: 'its new value is not usable',
} as const;

export type FaultKind = keyof typeof FAULTS;

/** Why a secret could not be read: a kind, and for the log a reason: the name or code of what failed, or words of ours, never from outside. */
export class SecretFault extends Error {
  readonly reason: string | undefined;

  constructor(
    readonly kind: FaultKind,
    failure?: unknown,
    reason?: string,
  ) {
    super(FAULTS[kind]);
    this.name = 'SecretFault';
    this.reason = reason ?? (failure === undefined ? undefined : nameOf(failure));
  }
}

/** What was thrown, as a fault: `unreachable` unless it is one. */
export function faultOf(error: unknown): SecretFault {
  return error instanceof SecretFault ? error : new SecretFault('unreachable', error);
}

function nameOf(failure: unknown): string {
  if (!(failure instanceof Error)) return typeof failure;
  const { code } = failure as { readonly code?: unknown };
  return typeof code === 'string' || typeof code === 'number'
    ? `${failure.name} ${String(code)}`
    : failure.name;
}
