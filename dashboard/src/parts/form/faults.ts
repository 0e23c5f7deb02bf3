import type { Violation } from '@sallyport/client';

/** What is wrong with fields of a form, by what the gateway calls them. */
export type Faults = Readonly<Record<string, string>>;

/** A form that is not sent, as the gateway could not read it. */
export class NotSent extends Error {
  constructor(readonly faults: Faults) {
    super('The form has fields that cannot be sent as they are');
  }
}

interface Refusal {
  readonly message: string;
  readonly fields: readonly string[];
  readonly violations: readonly Violation[];
}

/** What an error says of single fields; nothing where it is about something else. */
export function faultsOf(error: unknown): Faults {
  if (error instanceof NotSent) return error.faults;
  if (!isRefusal(error)) return {};
  const faults: Record<string, string> = {};
  for (const { field, message } of error.violations) {
    const sentence = withoutName(field, message);
    faults[field] = faults[field] === undefined ? sentence : `${faults[field]} ${sentence}`;
  }
  for (const field of error.fields) faults[field] ??= error.message;
  return faults;
}

/**
 * Faults by the fields that a form has: one of an entry or a member goes to the field that holds it. The others are
 * left out; the refusal itself tells of them.
 */
export function placed(faults: Faults, has: (field: string) => boolean): Faults {
  const found: Record<string, string> = {};
  for (const [name, sentence] of Object.entries(faults)) {
    const steps = name.split(/\.|(?=\[)/);
    for (let length = steps.length; length > 0; length -= 1) {
      const field = steps.slice(0, length).join('.');
      if (!has(field)) continue;
      found[field] ??= sentence;
      break;
    }
  }
  return found;
}

/** Without those of fields that were changed since. */
export function unmended(faults: Faults, mended: ReadonlySet<string>): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !mended.has(name)));
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'violations' in error && 'fields' in error;
}

/** The field stands above the sentence already. */
function withoutName(field: string, message: string): string {
  const name = field.split('.').at(-1) ?? field;
  const starts = [`${field} `, `${name} `].find((start) => message.startsWith(start)) ?? '';
  const rest = message.slice(starts.length);
  return `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}${/[.!?]$/.test(rest) ? '' : '.'}`;
}
