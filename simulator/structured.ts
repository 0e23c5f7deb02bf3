import { invalidRequest } from './api-error';
import { isJsonObject, parseJson, type JsonObject } from './json';
import { definitionAt, typesOf } from './schema';
import { SAMPLES } from './schema-keywords';

/** A definition that is used again and again makes a small schema a huge form. */
const MOST_VALUES = 10_000;

/** Every answer begins with it, and no digit or number word is in it: some clients check the numbers they are told. */
export const INTRODUCTION = 'This is the Sallyport simulator, not Claude.';

/**
 * JSON that satisfies a checked schema, the same for the same schema.
 * @param said what to say in the first string that the schema leaves free; a JSON object is the whole answer as it stands
 */
export function structuredText(schema: JsonObject, said?: string): string {
  if (said !== undefined && isJsonObject(parseJson(said))) return said;
  return JSON.stringify(new Form(schema, said).fill(schema));
}

class Form {
  private left = MOST_VALUES;

  constructor(
    private readonly root: JsonObject,
    private said: string | undefined,
  ) {}

  fill(schema: JsonObject): unknown {
    this.left -= 1;
    if (this.left < 0) throw invalidRequest('output_config.format.schema: Schema is too complex');
    const flat = this.flatten(schema);
    if (flat['const'] !== undefined) return flat['const'];
    if (Array.isArray(flat['enum'])) return flat['enum'][0] as unknown;
    switch (typesOf(flat)[0]) {
      case 'object':
        return Object.fromEntries(propertiesOf(flat).map(([name, value]) => [name, this.fill(value)]));
      case 'array':
        return [isJsonObject(flat['items']) ? this.fill(flat['items']) : this.say()];
      case 'boolean':
        return false;
      case 'integer':
      case 'number':
        return 0;
      case 'null':
        return null;
      default:
        return SAMPLES.get(flat['format']) ?? this.say();
    }
  }

  private say(): string {
    const text = this.said ?? INTRODUCTION;
    this.said = undefined;
    return text;
  }

  /** One schema for `$ref`, `allOf`, the first of `anyOf` and the keywords beside them; the later say more. */
  private flatten({ $ref, allOf, anyOf, ...own }: JsonObject): JsonObject {
    const parts = [definitionAt($ref, this.root), ...listOf(allOf), ...listOf(anyOf).slice(0, 1)]
      .filter(isJsonObject)
      .map((part) => this.flatten(part));
    const all = [...parts, own];
    return {
      ...all.reduce((sum, part) => ({ ...sum, ...part })),
      properties: Object.fromEntries(all.flatMap(propertiesOf)),
    };
  }
}

function propertiesOf({ properties }: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries((properties ?? {}) as Readonly<Record<string, JsonObject>>);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
