import { isGroup, type Draft } from './draft';
import { pathText, type Field } from './field';
import type { Faults } from './check';

/** What the gateway says of a field. */
interface Violation {
  readonly field: string;
  readonly message: string;
}

/** The violations at the fields of the form: of what has no field of its own, at the nearest part that has. */
export function placeViolations(field: Field, draft: Draft, violations: readonly Violation[]): Faults {
  const faults = new Map<string, string>();
  for (const { field: named, message } of violations) {
    const segments = segmentsOf(named);
    const depth = reach(field, draft, segments);
    const rest = segments.slice(depth);
    const text = sentence(rest.length === 0 ? message : `${pathText(rest)} ${message}`);
    const place = pathText(segments.slice(0, depth));
    const before = faults.get(place);
    faults.set(place, before === undefined ? text : `${before} ${text}`);
  }
  return faults;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** `parameters.data.rows[2].amount` and `parameters.data.rows.2.amount` are one place, below the parameters. */
function segmentsOf(named: string): readonly string[] {
  const [first, ...rest] = named.replace(/\[(\d+)\]/g, '.$1').split('.');
  return first === 'parameters' ? rest : [first ?? '', ...rest];
}

/** How many segments lead to something that the form shows. */
function reach(field: Field, draft: Draft, [name, ...rest]: readonly string[]): number {
  if (name === undefined) return 0;
  if (field.kind === 'group') {
    const member = field.members.find((one) => one.name === name);
    if (member === undefined || !isGroup(draft)) return 0;
    return 1 + reach(member.field, draft[name], rest);
  }
  if (field.kind !== 'table' && field.kind !== 'each') return 0;
  const rows = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  if (!/^\d+$/.test(name) || Number(name) >= rows.length) return 0;
  if (field.kind === 'each') {
    const below = reach(field.item, rows[Number(name)], rest);
    return field.item.kind === 'group' && below === 0 ? 0 : 1 + below;
  }
  // A row shows nothing itself, its cells do.
  return field.columns.some((column) => column.name === rest[0]) ? 2 : 0;
}
