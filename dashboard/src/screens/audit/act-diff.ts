/** One member of what was done: how it was and how it is. */
interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What an act changed, member by member; what is the same on both sides is left out. */
export function differencesIn(before: unknown, after: unknown): readonly Difference[] {
  const [old, recent] = [membersOf(before), membersOf(after)];
  return [...new Set([...old.keys(), ...recent.keys()])]
    .map((field) => ({ field, before: textOf(old.get(field)), after: textOf(recent.get(field)) }))
    .filter((one) => one.before !== one.after);
}

/** Objects in objects are members with dots. */
function membersOf(value: unknown, above = ''): ReadonlyMap<string, unknown> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, member]) =>
      isObject(member) ? [...membersOf(member, `${above}${name}.`)] : [[above + name, member] as const],
    ),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(textOf).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
