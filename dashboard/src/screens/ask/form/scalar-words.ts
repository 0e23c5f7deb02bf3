import { count } from '../../../parts/format';
import type { ScalarField } from '../fields/field';

/** Parts of a hint, in one sentence; those that are not there are left out. */
export function inSentence(...parts: readonly (string | false | undefined)[]): string {
  const said = parts.filter((part) => typeof part === 'string' && part !== '').join('; ');
  return said === '' ? '' : `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

/** What a number may be, in words; undefined where it may be any. */
export function boundsWords({
  type,
  minimum,
  maximum,
  multipleOf,
  options,
}: ScalarField): string | undefined {
  if (options !== undefined || (type !== 'number' && type !== 'integer')) return undefined;
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const step = multipleOf === undefined || multipleOf === 1 ? '' : `, in steps of ${String(multipleOf)}`;
  if (minimum !== undefined && maximum !== undefined) {
    return `${kind} from ${count(minimum)} to ${count(maximum)}${step}`;
  }
  if (minimum !== undefined) return `${kind} of ${count(minimum)} or more${step}`;
  return maximum === undefined ? `${kind}${step}` : `${kind} of ${count(maximum)} or less${step}`;
}

/** A value of a choice as people read it: codes become words, what has capitals is a name already. */
export function optionWords(option: string | number | boolean): string {
  if (option === true) return 'Yes';
  if (option === false) return 'No';
  const text = String(option);
  if (!/^[a-z\d_-]+$/.test(text) || !/[a-z]/.test(text)) return text;
  const words = text.replace(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The keyboard of a phone that fits. */
export function inputModeOf({ type }: ScalarField): 'numeric' | 'decimal' | 'text' {
  if (type === 'integer') return 'numeric';
  return type === 'number' ? 'decimal' : 'text';
}

const NATIVE: Readonly<Record<string, string>> = {
  date: 'date',
  time: 'time',
  email: 'email',
  uri: 'url',
};

/** The input of the browser that fits a format, where it writes what JSON Schema means by it. */
export const inputTypeOf = ({ format }: ScalarField): string => NATIVE[format ?? ''] ?? 'text';
