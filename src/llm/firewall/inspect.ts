import type { Findings } from './findings';
import type { List, NumberPlace, Place, RecordPlace, Text, Variants } from './shape';

type JsonObject = Readonly<Record<string, unknown>>;

/** Compares a value with its place in the table, and notes all that the table does not know or does not give away. */
export function inspect(place: Place, value: unknown, findings: Findings): void {
  if (place.is === 'unknown') findings.wrong('unknown', `is not a known field: ${place.hint}`);
  else if (value === null) inspectNull(place, findings);
  else if (fits(place, value)) inspectFitting(place, value, findings);
  else findings.wrong('type', `must be ${typeOf(place)}`);
}

function inspectNull(place: Place, findings: Findings): void {
  if (place.is === 'flag' && place.notNull) findings.wrong('type', `must be ${typeOf(place)}`);
}

function inspectFitting(place: Place, value: unknown, findings: Findings): void {
  switch (place.is) {
    case 'text':
      inspectText(place, value as string, findings);
      return;
    case 'number':
      inspectNumber(place, value as number, findings);
      return;
    case 'list':
      inspectList(place, value as readonly unknown[], findings);
      return;
    case 'names':
      for (const name of Object.keys(value as JsonObject))
        inspectInside(place.of, name, (value as JsonObject)[name], findings);
      return;
    case 'record':
      inspectRecord(place, value as JsonObject, findings);
      return;
    case 'variants':
      inspectVariant(place, value as JsonObject, findings);
      return;
    case 'either':
      for (const one of place.places) if (fits(one, value)) inspect(one, value, findings);
      return;
    case 'guarded':
      findings.requires(place.needs);
      inspect(place.place, value, findings);
      return;
    case 'free':
    case 'flag':
    case 'unknown':
  }
}

function inspectInside(place: Place, name: string | number, value: unknown, findings: Findings): void {
  findings.enter(name);
  inspect(place, value, findings);
  findings.leave();
}

function inspectText(place: Text, value: string, findings: Findings): void {
  const grant = place.values === undefined ? 'everyone' : (place.values.get(value) ?? place.others);
  if (grant === undefined) {
    const known = [...(place.values ?? [])].map(([name]) => `"${name}"`).join(', ');
    findings.wrong('value', `must be one of ${known}`);
  } else if (place.pattern?.test(value) === false) {
    findings.wrong('pattern', `must match ${place.pattern.source}`);
  } else {
    const told = place.values?.has(value) === true ? value : undefined;
    if (grant !== 'everyone') findings.requires(grant, { value: told });
    if (place.namesModel) findings.models.add(value);
  }
}

function inspectNumber({ whole, above }: NumberPlace, value: number, findings: Findings): void {
  if (whole !== undefined && !(Number.isInteger(value) && value >= whole.from && value <= whole.to))
    findings.wrong('range', `must be a whole number from ${String(whole.from)} to ${String(whole.to)}`);
  else if (above !== undefined && value > above.limit) findings.requires(above.needs);
}

function inspectList({ of }: List, items: readonly unknown[], findings: Findings): void {
  for (let index = 0; index < items.length; index += 1) {
    if (items[index] === null) findings.wrong('type', `must be ${typeOf(of)}`, index);
    else inspectInside(of, index, items[index], findings);
  }
}

function inspectRecord(place: RecordPlace, value: JsonObject, findings: Findings): void {
  for (const name of place.required)
    if (!Object.hasOwn(value, name) || value[name] === null) findings.wrong('required', 'is required', name);
  for (const name of Object.keys(value)) {
    const known = place.fields.get(name);
    if (known === undefined) findings.wrong('unknown', 'is not a known field', name);
    else inspectInside(known, name, value[name], findings);
  }
}

function inspectVariant({ by, kinds, absent }: Variants, value: JsonObject, findings: Findings): void {
  const told = Object.hasOwn(value, by) ? (value[by] ?? absent) : absent;
  if (told === undefined) {
    findings.wrong('required', 'is required', by);
    return;
  }
  const kind = typeof told === 'string' ? kinds.get(told) : undefined;
  if (kind === undefined) {
    findings.wrong('value', `is not a known ${by} here`, by);
    return;
  }
  if (kind.grant !== 'everyone') findings.requires(kind.grant, { inside: by, value: told as string });
  inspectRecord(kind.record, value, findings);
}

function fits(place: Place, value: unknown): boolean {
  switch (place.is) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'names':
    case 'record':
    case 'variants':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'either':
      return place.places.some((one) => fits(one, value));
    case 'guarded':
      return fits(place.place, value);
    case 'free':
    case 'unknown':
      return true;
  }
}

/** The JSON type that a place takes, in words. */
function typeOf(place: Place): string {
  switch (place.is) {
    case 'text':
      return 'a string';
    case 'number':
      return 'a number';
    case 'flag':
      return 'a boolean';
    case 'list':
      return 'an array';
    case 'either':
      return place.places.map(typeOf).join(' or ');
    case 'guarded':
      return typeOf(place.place);
    default:
      return 'an object';
  }
}
