import type { Layer } from './error-kind';
import { ERRORS, type ErrorCode } from './error-table';
import type { MicroUsd } from './micro-usd';

/** Members that some codes add to the problem document, as CONTRACT section 4 lists them. */
export interface ErrorExtras {
  readonly title?: string;
  readonly fields?: readonly string[];
  readonly violations?: readonly Violation[];
  /** The query types that the caller may ask. */
  readonly allowed_types?: readonly string[];
  /** How much of what is used, where a budget refused. */
  readonly budget?: Readonly<Record<string, number | string | null>>;
  /** ISO 8601, UTC; null when waiting does not help. */
  readonly resets_at?: string | null;
  /** Whole seconds; also sent as `Retry-After`. */
  readonly retry_after?: number;
}

/** One rule that one field of the request broke. */
export interface Violation {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

interface ErrorOptions {
  /** For the log only; never for the client. */
  readonly cause?: unknown;
  readonly extras?: ErrorExtras;
  /** Headers of the refusal, such as `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The status on `/v1` where that is another: Claude's own for the same thing. */
  readonly nativeStatus?: number;
}

/** A refusal with a stable code. Clients get `message` as `detail`; logs get `cause`. */
export class GatewayError extends Error {
  readonly extras: ErrorExtras;
  readonly headers: Readonly<Record<string, string>>;
  readonly nativeStatus: number | undefined;
  /** What it has cost all the same, where a call was made. */
  cost: MicroUsd | undefined = undefined;

  constructor(
    readonly code: ErrorCode,
    detail: string,
    options: ErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'GatewayError';
    this.extras = options.extras ?? {};
    this.headers = options.headers ?? {};
    this.nativeStatus = options.nativeStatus;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get layer(): Layer {
    return ERRORS[this.code].layer;
  }
}
