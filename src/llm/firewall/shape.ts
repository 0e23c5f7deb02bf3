import type { Capability } from '../../kernel';

/** Who may send a value: everybody, or credentials that were granted a capability. */
export type Grant = Capability | 'everyone';

/** What may stand in one place of a request. A null counts as absent, unless a list or `notNull` says otherwise. */
export type Place =
  Free | Unknown | Text | NumberPlace | Flag | List | Names | RecordPlace | Variants | Either | Guarded;

/** Data of the caller's own making, not looked into. */
interface Free {
  readonly is: 'free';
}
/** A name that people try and that is no field of the body; the hint says what to do instead. */
interface Unknown {
  readonly is: 'unknown';
  readonly hint: string;
}
export interface Text {
  readonly is: 'text';
  readonly pattern?: RegExp;
  /** The values that are known, and who may send each. Without it any text will do. */
  readonly values?: ReadonlyMap<string, Grant>;
  /** Who may send any other value; without it any other is refused as unknown. */
  readonly others?: Grant;
  /** The text is a model besides the one that was asked. */
  readonly namesModel?: true;
}
export interface NumberPlace {
  readonly is: 'number';
  readonly whole?: { readonly from: number; readonly to: number };
  readonly above?: { readonly limit: number; readonly needs: Capability };
}
interface Flag {
  readonly is: 'flag';
  readonly notNull?: true;
}
export interface List {
  readonly is: 'list';
  readonly of: Place;
}
/** An object whose names are the caller's own. */
interface Names {
  readonly is: 'names';
  readonly of: Place;
}
export interface RecordPlace {
  readonly is: 'record';
  readonly fields: ReadonlyMap<string, Place>;
  readonly required: readonly string[];
}
/** One of several kinds of object, told apart by the value of one field. */
export interface Variants {
  readonly is: 'variants';
  readonly by: string;
  readonly kinds: ReadonlyMap<string, { readonly grant: Grant; readonly record: RecordPlace }>;
  /** The kind of an object that does not say. */
  readonly absent?: string;
}
/** Places of different JSON types. */
interface Either {
  readonly is: 'either';
  readonly places: readonly Place[];
}
interface Guarded {
  readonly is: 'guarded';
  readonly needs: Capability;
  readonly place: Place;
}

export type Fields = Readonly<Record<string, Place>>;

export const FREE: Place = { is: 'free' };
export const TEXT: Place = { is: 'text' };
export const NUMBER: Place = { is: 'number' };
export const FLAG: Place = { is: 'flag' };

/** The largest output of an ordinary request, and of any (batches with `output-300k`, SDK 1.11.0). */
const ORDINARY_OUTPUT = 128_000;
const LARGEST_OUTPUT = 300_000;
export const MAX_TOKENS: Place = {
  is: 'number',
  whole: { from: 1, to: LARGEST_OUTPUT },
  above: { limit: ORDINARY_OUTPUT, needs: 'long_output' },
};

const MODEL_NAME = /^[A-Za-z0-9._:@-]{1,100}$/;
export const MODEL: Place = { is: 'text', pattern: MODEL_NAME };
export const OTHER_MODEL: Place = { ...MODEL, namesModel: true };

export const list = (of: Place): Place => ({ is: 'list', of });
export const names = (of: Place): Place => ({ is: 'names', of });
export const either = (...places: readonly Place[]): Place => ({ is: 'either', places });
export const needs = (capability: Capability, place: Place): Place => ({
  is: 'guarded',
  needs: capability,
  place,
});
export const unknown = (hint: string): Place => ({ is: 'unknown', hint });

export function record(fields: Fields, required: readonly string[] = []): RecordPlace {
  return { is: 'record', fields: new Map(Object.entries(fields)), required };
}

/** Text of a closed set; `others` opens the set to whoever was granted it. */
export function choice(values: Readonly<Record<string, Grant>>, others?: Grant): Place {
  const known = new Map(Object.entries(values));
  return others === undefined ? { is: 'text', values: known } : { is: 'text', values: known, others };
}

/** The fields of one kind, and who may send it. */
export interface Kind {
  readonly fields: Fields;
  readonly grant?: Grant;
  readonly required?: readonly string[];
}

/** Objects told apart by `by`, which every kind has as a field. */
export function variants(by: string, kinds: Readonly<Record<string, Kind>>, absent?: string): Variants {
  const told = Object.entries(kinds).map(
    ([name, { fields, grant = 'everyone', required }]) =>
      [name, { grant, record: record({ [by]: TEXT, ...fields }, required) }] as const,
  );
  return { is: 'variants', by, kinds: new Map(told), ...(absent === undefined ? {} : { absent }) };
}
