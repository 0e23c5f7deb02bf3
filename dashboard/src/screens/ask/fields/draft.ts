import type { EachField, Field, ListField, Path, ScalarField, TableField } from './field';
import { isRecord } from './read-schema';

/**
 * What somebody has typed so far: each text, number and list as the text that stands in its field, so that nothing is lost
 * that is not right yet. Undefined: a part that is left out.
 */
export type Draft = string | readonly Draft[] | DraftGroup | undefined;

export interface DraftGroup {
  readonly [name: string]: Draft;
}

/** A form with nothing in it; lists have the rows that they need at least. */
export function emptyDraft(field: Field, required = true): Draft {
  if (field.kind === 'group') {
    if (!required) return undefined;
    return Object.fromEntries(field.members.map((one) => [one.name, emptyDraft(one.field, one.required)]));
  }
  if (field.kind === 'table' || field.kind === 'each') {
    return required ? Array.from({ length: Math.max(field.least, 1) }, () => emptyRow(field)) : [];
  }
  return '';
}

export function emptyRow(field: TableField | EachField): Draft {
  if (field.kind === 'each') return emptyDraft(field.item);
  return Object.fromEntries(field.columns.map(({ name }) => [name, '']));
}

/** A value as it stands in the form. What the form has no place for is left out: `strangersTo` names it. */
export function draftOf(field: Field, value: unknown, required = true): Draft {
  switch (field.kind) {
    case 'scalar':
      return scalarText(value);
    case 'list':
      return Array.isArray(value) ? value.map(scalarText).join(', ') : scalarText(value);
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
    case 'table':
    case 'each':
      if (!Array.isArray(value)) return emptyDraft(field, false);
      return (value as readonly unknown[]).map((one) =>
        field.kind === 'each' ? draftOf(field.item, one) : rowOf(field, one),
      );
    case 'group':
      if (!isRecord(value)) return emptyDraft(field, required);
      return Object.fromEntries(
        field.members.map(({ name, field: part, required: needed }) => [
          name,
          draftOf(part, value[name], needed),
        ]),
      );
  }
}

function rowOf({ columns }: TableField, value: unknown): Draft {
  const row = isRecord(value) ? value : {};
  return Object.fromEntries(columns.map(({ name, field }) => [name, draftOf(field, row[name])]));
}

function scalarText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value that a draft stands for. What is no number stays the text that it is; undefined: nothing was said. */
export function valueOf(field: Field, draft: Draft, required = true): unknown {
  switch (field.kind) {
    case 'scalar':
      return typeof draft === 'string' ? scalarValue(field, draft, required) : undefined;
    case 'list':
      return listValue(field, draft, required);
    case 'json':
      return typeof draft === 'string' ? jsonValue(draft) : undefined;
    case 'table':
    case 'each': {
      const rows = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
      if (rows.length === 0 && !required) return undefined;
      return rows.map((row) =>
        field.kind === 'each' ? valueOf(field.item, row) : groupValue(field.columns, row),
      );
    }
    case 'group':
      if (!isGroup(draft)) return required ? {} : undefined;
      return groupValue(field.members, draft);
  }
}

function groupValue(
  members: readonly { readonly name: string; readonly required: boolean; readonly field: Field }[],
  draft: Draft,
): Readonly<Record<string, unknown>> {
  const parts = isGroup(draft) ? draft : {};
  const entries = members.map(
    ({ name, required, field }) => [name, valueOf(field, parts[name], required)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

export function scalarValue(
  { type, options, nullable }: ScalarField,
  text: string,
  required: boolean,
): unknown {
  const known = options?.find((option) => String(option) === text);
  if (known !== undefined) return known;
  if (text === '') {
    if (!required) return undefined;
    if (nullable) return null;
    return type === 'string' && options === undefined ? '' : undefined;
  }
  return type === 'number' || type === 'integer' ? (numberIn(text) ?? text) : text;
}

function listValue({ item }: ListField, draft: Draft, required: boolean): unknown {
  if (typeof draft !== 'string') return undefined;
  const texts = listTexts(draft);
  if (texts.length === 0 && !required) return undefined;
  return texts.map((text) => scalarValue(item, text, true));
}

/** The values of a list, which commas, semicolons, tabs or lines separate; numbers also spaces. */
export function listTexts(text: string): readonly string[] {
  return text
    .split(/[,;\t\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A number as JSON writes it, or as people do: `+4`, `.5`, `1 200`. Undefined: it is none. */
function numberIn(text: string): number | undefined {
  const bare = text.trim().replace(/(?<=\d)[\s\u00a0\u202f'_](?=\d{3})/g, '');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(bare)) return undefined;
  const value = Number(bare);
  return Number.isFinite(value) ? value : undefined;
}

function jsonValue(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function isGroup(draft: Draft): draft is DraftGroup {
  return typeof draft === 'object' && !Array.isArray(draft);
}

/** The part of a draft at a path. */
export function draftAt(draft: Draft, path: Path): Draft {
  let found = draft;
  for (const name of path) {
    if (Array.isArray(found)) found = (found as readonly Draft[])[Number(name)];
    else found = isGroup(found) ? found[name] : undefined;
  }
  return found;
}

/** The draft with another part at a path; all else is the same object. */
export function withDraft(draft: Draft, [name, ...rest]: Path, part: Draft): Draft {
  if (name === undefined) return part;
  if (Array.isArray(draft)) {
    const rows = draft as readonly Draft[];
    return rows.map((row, at) => (String(at) === name ? withDraft(row, rest, part) : row));
  }
  const group = isGroup(draft) ? draft : {};
  return { ...group, [name]: withDraft(group[name], rest, part) };
}
