import type { Type } from '@nestjs/common';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage } from 'class-validator';

/** A DTO filled with a body, and the fields of the body that the DTO does not have, by path. */
export interface FilledDto {
  readonly instance: object;
  readonly unknown: readonly string[];
}

const knownFields = new WeakMap<Type<object>, ReadonlySet<string>>();

/**
 * Fills a DTO with the fields that its rules name; nested DTOs are those with `@Type`. Other values are taken as they
 * are, without a copy: class-transformer walks them name by name against each other, and 100,000 names take it seconds.
 */
export function instanceOf(dto: Type<object>, value: unknown, path = ''): FilledDto {
  const instance = new dto();
  if (typeof value !== 'object' || value === null) return { instance, unknown: [] };
  const known = fieldsOf(dto);
  const unknown: string[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`;
    if (!known.has(name)) {
      unknown.push(field);
      continue;
    }
    const filled = nested(dto, name, inner, field);
    Reflect.set(instance, name, filled.value);
    unknown.push(...filled.unknown);
  }
  return { instance, unknown };
}

function nested(
  dto: Type<object>,
  name: string,
  value: unknown,
  path: string,
): { readonly value: unknown; readonly unknown: readonly string[] } {
  const declared = defaultMetadataStorage.findTypeMetadata(dto, name) as
    { typeFunction(): unknown } | undefined;
  const type = declared?.typeFunction() as Type<object> | undefined;
  if (type === undefined || typeof value !== 'object' || value === null) return { value, unknown: [] };
  if (!Array.isArray(value)) {
    const { instance, unknown } = instanceOf(type, value, path);
    return { value: instance, unknown };
  }
  const items = value.map((item, index) => nested(dto, name, item, `${path}.${String(index)}`));
  return { value: items.map((item) => item.value), unknown: items.flatMap((item) => item.unknown) };
}

function fieldsOf(dto: Type<object>): ReadonlySet<string> {
  let fields = knownFields.get(dto);
  if (fields === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    fields = new Set(rules.map(({ propertyName }) => propertyName));
    knownFields.set(dto, fields);
  }
  return fields;
}
