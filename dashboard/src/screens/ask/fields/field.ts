/** What a JSON Schema asks for, as a form can ask for it. */
export type Field = ScalarField | ListField | TableField | EachField | GroupField | JsonField;

interface Described {
  /** The name of it for people. */
  readonly title: string;
  readonly description: string | undefined;
}

/** One text, number or choice. */
export interface ScalarField extends Described {
  readonly kind: 'scalar';
  readonly type: 'string' | 'number' | 'integer' | 'boolean';
  /** The only values there are. */
  readonly options: readonly Option[] | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly multipleOf: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly pattern: string | undefined;
  /** As JSON Schema names it: `date`, `date-time`, `email` … */
  readonly format: string | undefined;
  readonly nullable: boolean;
}

export type Option = string | number | boolean;

interface Counted {
  readonly least: number;
  readonly most: number | undefined;
}

/** Texts or numbers in a row. */
export interface ListField extends Described, Counted {
  readonly kind: 'list';
  readonly item: ScalarField;
}

/** Rows of the same columns, of which each is a text, a number, a choice or a list of them. */
export interface TableField extends Described, Counted {
  readonly kind: 'table';
  readonly columns: readonly Member<ScalarField | ListField>[];
}

/** Several of something that is more than a row. */
export interface EachField extends Described, Counted {
  readonly kind: 'each';
  readonly item: Field;
}

/** Named parts. */
export interface GroupField extends Described {
  readonly kind: 'group';
  readonly members: readonly Member[];
}

/** What no form fits. */
export interface JsonField extends Described {
  readonly kind: 'json';
}

export interface Member<F extends Field = Field> {
  readonly name: string;
  readonly required: boolean;
  readonly field: F;
}

/** A path below the parameters: `data`, `months`, `2`, `new_mrr`. Written with dots, as the gateway names fields. */
export type Path = readonly string[];

export const pathText = (path: Path): string => path.join('.');
