import type { ErrorCode } from '../kernel';
import { ref, type Schema } from './schema';

/** What a part of the API looks like, beyond what its code already says. */
export interface Topic {
  /** The heading that its routes stand under. */
  readonly tag: string;
  readonly about: string;
  /** Components that its routes answer with, by name. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** What the fields of its DTOs mean, by the name of the class; `a.b` is a field of a field. */
  readonly fields: Readonly<Record<string, Fields>>;
  /** By method and path as declared, such as `GET /api/chains/:id`. */
  readonly routes: Readonly<Record<string, RouteDescription>>;
}

/** Words, or words with what the rules of the class do not say. */
export type Fields = Readonly<Record<string, string | Schema>>;

/** What the declarations of a route leave open. */
export interface RouteDescription {
  /** `operationId`: what generated clients call it. */
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  /** Path parameters. */
  readonly path?: Readonly<Record<string, Schema>>;
  /** Headers that it reads, beyond those of every route; names of `REQUEST_HEADERS`. */
  readonly headers?: readonly string[];
  readonly body?: RequestBody;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Whether it calls the model, and so is held against budgets. */
  readonly asksModel?: true;
  /** Refusals beyond those that follow from its declarations. */
  readonly refusals?: readonly ErrorCode[];
  /** Where it is not the usual credentials that open it. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

interface RequestBody {
  /** Where no DTO says it. */
  readonly schema?: Schema;
  readonly examples: Readonly<Record<string, Example>>;
}

interface Example {
  readonly summary: string;
  readonly value: unknown;
}

export interface Answer {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, MediaType>>;
  /** Headers beyond those of every answer; names of `RESPONSE_HEADERS`. */
  readonly headers?: readonly string[];
}

interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Example>>;
}

/** A JSON answer of one component. */
export const json = (
  description: string,
  component: string,
  example: unknown,
  headers: readonly string[] = [],
): Answer => ({
  description,
  content: { 'application/json': { schema: ref(component), example } },
  headers,
});
