import { createRequire } from 'node:module';

/** A JSON Schema of the document. */
type Schema = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly $ref?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, Reference & { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface Reference {
  readonly $ref?: string;
}

interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Reference & { readonly value?: unknown }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

interface Validator {
  addSchema(schema: object, key: string): void;
  validate(schema: string, value: unknown): boolean;
  errorsText(): string;
}

/** Ajv as the linter brings it. */
const ofLinter = createRequire(require.resolve('@redocly/openapi-core'));
const { Ajv2020 } = ofLinter('ajv/dist/2020.js') as { Ajv2020: new (options: object) => Validator };
const addFormats = ofLinter('ajv-formats') as (ajv: Validator) => void;

/** An OpenAPI document that answers are held against. */
export class ApiDocument {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(readonly document: OpenApi) {
    addFormats(this.#ajv);
    this.#ajv.addSchema(closed(document) as object, 'api');
  }

  /** Every operation as `GET /api/chains/{id}`. */
  get names(): readonly string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  operation(name: string): Operation {
    const [method = '', path = ''] = name.split(' ');
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) throw new Error(`There is no ${name} in the document`);
    return operation;
  }

  /** The first example of a body. */
  exampleOf(name: string): unknown {
    const [media] = Object.values(this.operation(name).requestBody?.content ?? {});
    return Object.values(media?.examples ?? {})[0]?.value;
  }

  /** The headers that an operation needs besides its credential, as their examples have them. */
  headersOf(name: string): Readonly<Record<string, string>> {
    const needed = this.operation(name)
      .parameters.map(
        ({ $ref = '' }) => this.document.components['parameters']?.[$ref.split('/').at(-1) ?? ''],
      )
      .filter((parameter) => parameter?.['required'] === true)
      .map(
        (parameter) =>
          parameter as { readonly name: string; readonly schema: { readonly examples: string[] } },
      );
    return Object.fromEntries(needed.map(({ name: header, schema }) => [header, schema.examples[0] ?? '']));
  }

  /** The codes that an operation may refuse with, by status. */
  refusalsOf(name: string, status: number): readonly string[] {
    const { content = {} } = this.#response(name, status) ?? {};
    return Object.values(content)
      .flatMap(({ examples = {} }) => Object.keys(examples))
      .map((example) => example.replace(/^claude_/, ''));
  }

  /** What is wrong with an answer: a status, a type or a body that the document does not have. */
  faultsOf(name: string, status: number, type: string | null, body: unknown): readonly string[] {
    const pointer = this.#pointer(name, status);
    const response = this.#response(name, status);
    if (response === undefined) return [`${name} answers ${String(status)}`];
    const media = type?.split(';')[0] ?? '';
    if (response.content === undefined) return [];
    if (!(media in response.content)) return [`${name} answers ${String(status)} with ${media}`];
    if (!/[/+]json$/.test(media)) return [];
    const schema = `api#${pointer}/content/${media.replaceAll('/', '~1')}/schema`;
    return this.#ajv.validate(schema, body) ? [] : [`${name} ${String(status)}: ${this.#ajv.errorsText()}`];
  }

  /** What is wrong with a value, by a component. */
  faultsIn(component: string, value: unknown): readonly string[] {
    const isRight = this.#ajv.validate(`api#/components/schemas/${component}`, value);
    return isRight ? [] : [`${component}: ${this.#ajv.errorsText()}`];
  }

  #pointer(name: string, status: number): string {
    const { $ref } = this.operation(name).responses[status] ?? {};
    const [method = '', path = ''] = name.split(' ');
    if ($ref !== undefined) return $ref.slice(1);
    return `/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${String(status)}`;
  }

  #response(name: string, status: number): Operation['responses'][string] | undefined {
    const response = this.operation(name).responses[status];
    if (response?.$ref === undefined) return response;
    return this.document.components['responses']?.[response.$ref.split('/').at(-1) ?? ''];
  }
}

/** Clients have to live with fields that come on top; in a test they are a gap of the document. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
  const isRecord = copy['type'] === 'object' && typeof copy['properties'] === 'object';
  return isRecord && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}
