import { nameOf, SallyportError, type ErrorFacts } from './errors.js';
import * as refusals from './refusals.js';
import type { Problem } from './types.js';

const TYPE = 'application/problem+json';

/** The error that an answer stands for. What is no problem document of the gateway's is not quoted. */
export async function errorOf(response: Response): Promise<SallyportError> {
  const { status, headers } = response;
  const facts = {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfter: secondsOf(headers.get('retry-after')),
    shouldRetry: flagOf(headers.get('x-should-retry')),
  };
  const text = await response.text();
  const problem = headers.get('content-type')?.startsWith(TYPE) === true ? problemIn(text) : undefined;
  if (problem === undefined) return errorOfCode(`The answer was ${String(status)}`, 'unknown', facts);
  return errorOfCode(problem.detail, problem.code, { ...facts, problem });
}

/** What `event: error` of a stream says. It is the end of the answer, which may have cost something: final. */
export function errorInStream(data: string): SallyportError {
  const problem = problemIn(data);
  if (problem === undefined) return errorOfCode('The stream broke off', 'unknown', { shouldRetry: false });
  return errorOfCode(problem.detail, problem.code, { status: problem.status, problem, shouldRetry: false });
}

function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Problem | null;
    return typeof problem?.code === 'string' ? problem : undefined;
  } catch {
    return undefined;
  }
}

/** Of the class of its code, where this version has one. */
function errorOfCode(message: string, code: string, facts: ErrorFacts): SallyportError {
  const classes: Readonly<Record<string, typeof SallyportError>> = refusals;
  const name = nameOf(code);
  const Class = Object.hasOwn(classes, name) ? (classes[name] as typeof SallyportError) : SallyportError;
  return new Class(message, code, facts);
}

/** `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date. */
function secondsOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function flagOf(value: string | null): boolean | undefined {
  return value === null ? undefined : value !== 'false';
}
