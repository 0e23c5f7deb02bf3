import { pathText, type Field, type Path } from './field';
import { isRecord } from './read-schema';

/** The parts of a value that the form has no place for, each as its path. */
export function strangersTo(field: Field, value: unknown, path: Path = []): readonly string[] {
  const here = [path.length === 0 ? 'the whole' : pathText(path)];
  if (value === undefined) return [];
  switch (field.kind) {
    case 'json':
      return [];
    case 'scalar':
      if (value === null) return field.nullable ? [] : here;
      return typeof value === 'object' ? here : [];
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one !== 'object') ? [] : here;
    case 'each':
      if (!Array.isArray(value)) return here;
      return value.flatMap((one, at) => strangersTo(field.item, one, [...path, String(at)]));
    case 'table':
      if (!Array.isArray(value)) return here;
      return value.flatMap((row, at) => strangersInGroup(field.columns, row, [...path, String(at)]));
    case 'group':
      return strangersInGroup(field.members, value, path);
  }
}

function strangersInGroup(
  members: readonly { readonly name: string; readonly field: Field }[],
  value: unknown,
  path: Path,
): readonly string[] {
  if (!isRecord(value)) return [path.length === 0 ? 'the whole' : pathText(path)];
  return Object.entries(value).flatMap(([name, one]) => {
    const member = members.find((known) => known.name === name);
    return member === undefined
      ? [pathText([...path, name])]
      : strangersTo(member.field, one, [...path, name]);
  });
}
