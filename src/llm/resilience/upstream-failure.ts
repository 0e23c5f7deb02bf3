import { GatewayError } from '../../kernel';

/** What a failure says about the provider, and about trying again. */
interface Prospects {
  /** Whether the same request may fare better in a moment. */
  readonly again: boolean;
  /** Whether the provider is sick, and not the request. */
  readonly sick: boolean;
  /** Seconds that the provider asks for before the next attempt. */
  readonly waitSeconds?: number | undefined;
}

/** A provider that did not answer as it should, in our words: its own may hold the key or the prompt. */
export class UpstreamFailure extends GatewayError {
  /** Whether some of an answer had come when it broke: it may have to be paid. */
  hadAnswered = false;

  constructor(
    code: 'upstream_error' | 'upstream_unavailable' | 'upstream_timeout',
    detail: string,
    readonly prospects: Prospects,
    options: ConstructorParameters<typeof GatewayError>[2] = {},
  ) {
    super(code, detail, options);
  }
}

/** The provider is left alone for a while: it has failed too often in a row. */
export class CircuitOpen extends GatewayError {
  constructor(model: string, seconds: number) {
    super(
      'upstream_unavailable',
      `The model provider keeps failing on ${model} and is left alone for a while; try again later`,
      { extras: { retry_after: Math.max(1, Math.ceil(seconds)) } },
    );
  }
}

/** An answer that makes no sense; that is a fault, but the provider is there. */
export function notUnderstood(cause: string): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_error',
    'The model provider could not be understood',
    { again: false, sick: false },
    { cause: new Error(cause) },
  );
}

/** An answer that ends before its end. */
export function brokenOff(cause: string): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_error',
    'The model provider broke off in the middle of its answer',
    { again: true, sick: false },
    { cause: new Error(cause) },
  );
}

export function tooSlow(timeoutMs: number, sick: boolean): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_timeout',
    `The model provider was too slow (it may be silent for ${String(timeoutMs)} ms); ask for fewer tokens, or stream the answer`,
    { again: false, sick },
  );
}
