import { isGroup, listTexts, scalarValue, type Draft } from './draft';
import { pathText, type Field, type Path, type ScalarField } from './field';
import { matches } from './read-schema';

/** What is wrong, by the path of the field that has to change. */
export type Faults = ReadonlyMap<string, string>;

/** What the schema says against a draft before it is sent. The gateway has the last word. */
export function faultsOf(field: Field, draft: Draft): Faults {
  return new Map(faultsAt(field, draft, [], true));
}

const NEEDED = 'This is needed.';

type Fault = readonly [path: string, message: string];

function faultsAt(field: Field, draft: Draft, path: Path, required: boolean): readonly Fault[] {
  const here = (message: string | undefined): readonly Fault[] =>
    message === undefined ? [] : [[pathText(path), message]];
  switch (field.kind) {
    case 'scalar':
      return here(scalarFault(field, typeof draft === 'string' ? draft : '', required));
    case 'list': {
      const texts = typeof draft === 'string' ? listTexts(draft) : [];
      const count = texts.length > 0 || required ? countFault(field, texts.length, 'values') : undefined;
      return here(
        count ?? texts.map((text) => scalarFault(field.item, text, true)).find((one) => one !== undefined),
      );
    }
    case 'json':
      return here(jsonFault(typeof draft === 'string' ? draft : '', required));
    case 'table':
    case 'each': {
      const rows = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
      if (rows.length === 0 && !required) return [];
      const inRows = rows.flatMap((row, at) => {
        const place = [...path, String(at)];
        return field.kind === 'each'
          ? faultsAt(field.item, row, place, true)
          : membersFaults(field.columns, row, place);
      });
      return [...here(countFault(field, rows.length, 'rows')), ...inRows];
    }
    case 'group':
      if (!isGroup(draft)) return here(required ? NEEDED : undefined);
      return membersFaults(field.members, draft, path);
  }
}

function membersFaults(
  members: readonly { readonly name: string; readonly required: boolean; readonly field: Field }[],
  draft: Draft,
  path: Path,
): readonly Fault[] {
  const parts = isGroup(draft) ? draft : {};
  return members.flatMap(({ name, required, field }) =>
    faultsAt(field, parts[name], [...path, name], required),
  );
}

function countFault(
  { least, most }: { readonly least: number; readonly most: number | undefined },
  count: number,
  what: string,
): string | undefined {
  if (count < least) return `This needs at least ${String(least)} ${what}.`;
  if (most !== undefined && count > most) return `This takes at most ${String(most)} ${what}.`;
  return undefined;
}

function scalarFault(field: ScalarField, text: string, required: boolean): string | undefined {
  if (text === '') return required && !field.nullable ? NEEDED : undefined;
  const value = scalarValue(field, text, required);
  if (field.options !== undefined) {
    return (field.options as readonly unknown[]).includes(value) ? undefined : 'This is none of the choices.';
  }
  return typeof value === 'number' || field.type !== 'string'
    ? numberFault(field, value)
    : textFault(field, text);
}

/** How far a number may be from a step: what binary fractions take away. */
const SLACK = 1e-6;

function numberFault(
  { type, minimum, maximum, multipleOf }: ScalarField,
  value: unknown,
): string | undefined {
  if (typeof value !== 'number') return 'This has to be a number, such as 1250.5.';
  if (type === 'integer' && !Number.isInteger(value)) return 'This has to be a whole number.';
  if (minimum !== undefined && value < minimum) return `This has to be ${String(minimum)} or more.`;
  if (maximum !== undefined && value > maximum) return `This has to be ${String(maximum)} or less.`;
  if (multipleOf === undefined) return undefined;
  const steps = value / multipleOf;
  const isStep = Math.abs(steps - Math.round(steps)) <= SLACK * Math.max(1, Math.abs(steps) * multipleOf);
  return isStep ? undefined : `This has to be in steps of ${String(multipleOf)}.`;
}

function textFault({ minLength, maxLength, pattern }: ScalarField, text: string): string | undefined {
  const { length } = Array.from(text);
  if (minLength !== undefined && length < minLength)
    return `This has to have ${String(minLength)} characters or more.`;
  if (maxLength !== undefined && length > maxLength)
    return `This may have ${String(maxLength)} characters at most.`;
  if (pattern !== undefined && !matches(pattern, text)) return 'This is not written as it has to be.';
  return undefined;
}

function jsonFault(text: string, required: boolean): string | undefined {
  if (text.trim() === '') return required ? NEEDED : undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return 'This has to be JSON.';
  }
}
