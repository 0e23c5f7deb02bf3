import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Place, RecordPlace, Variants } from './shape';

const SDK = join(__dirname, '../../../node_modules/@anthropic-ai/sdk/resources');

/** Where data of the caller's own making stands: the only names that the table may leave unread. */
const FREE_FORM = new Set(['input', 'input_examples', 'input_schema', 'schema', 'trigger']);

/** One program over files of the SDK; of what they import, the resources alone are read: the rest is no data. */
function programOf(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    skipLibCheck: true,
    lib: ['lib.es5.d.ts'],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const file = join(dirname(from), text).replace(/\.(m?)js$/, '.d.$1ts');
      if (!text.startsWith('.') || !file.startsWith(SDK) || !existsSync(file))
        return { resolvedModule: undefined };
      return { resolvedModule: { resolvedFileName: file, extension: ts.Extension.Dts } };
    });
  return ts.createProgram([...files], options, host);
}

/** The types of some files of the SDK, by the name of the file. */
export function sdkTypes<File extends string>(...files: readonly File[]): Readonly<Record<File, SdkTypes>> {
  const program = programOf(files.map((file) => join(SDK, file)));
  return Object.fromEntries(files.map((file) => [file, new SdkTypes(program, join(SDK, file))])) as Record<
    File,
    SdkTypes
  >;
}

/** The types of one file of the SDK, by name. */
export class SdkTypes {
  readonly #checker: ts.TypeChecker;
  readonly #exports: ReadonlyMap<string, ts.Symbol>;

  constructor(program: ts.Program, path: string) {
    this.#checker = program.getTypeChecker();
    const source = program.getSourceFile(path);
    const module = source === undefined ? undefined : this.#checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${path} is not a module`);
    this.#exports = new Map(this.#checker.getExportsOfModule(module).map((one) => [one.name, one]));
  }

  named(name: string): ts.Type {
    const symbol = this.#exports.get(name);
    if (symbol === undefined) throw new Error(`The SDK has no type ${name}`);
    return this.#checker.getDeclaredTypeOfSymbol(symbol);
  }

  /** The texts that a union of them names. */
  literals(type: ts.Type): readonly string[] {
    return membersOf(type).flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  }

  propertiesOf(type: ts.Type): ReadonlyMap<string, ts.Type> {
    return new Map(type.getProperties().map((one) => [one.name, this.#checker.getTypeOfSymbol(one)]));
  }

  itemOf(type: ts.Type): ts.Type | undefined {
    return this.#checker.isArrayType(type)
      ? this.#checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
  }
}

/** The parts of a table that some type of the SDK stands behind, and the parts of types that no table knows. */
export class Agreement {
  readonly unclassified = new Set<string>();
  readonly #seen = new Map<object, Set<string>>();

  compare(types: SdkTypes, type: ts.Type, place: Place, path: string): void {
    for (const member of membersOf(type)) {
      const leaf = leavesOf(place).find((one) => takes(types, one, member));
      if (leaf === undefined) this.unclassified.add(`${path} (another JSON type)`);
      else this.#compareLeaf(types, member, leaf, path);
    }
  }

  /** What a table names and no compared type has. */
  unknownIn(place: Place, path: string): readonly string[] {
    return leavesOf(place).flatMap((leaf) => {
      if (leaf.is === 'list' || leaf.is === 'names') return this.unknownIn(leaf.of, path);
      if (leaf.is === 'record') return this.#unknownFields(leaf, path);
      if (leaf.is === 'variants') {
        return [...leaf.kinds].flatMap(([name, { record }]) =>
          this.#has(leaf, name)
            ? this.#unknownFields(record, `${path}.${name}`)
            : [`${path} ${leaf.by} ${name}`],
        );
      }
      if (leaf.is === 'text')
        return [...(leaf.values?.keys() ?? [])]
          .filter((one) => !this.#has(leaf, one))
          .map((one) => `${path} ${one}`);
      return [];
    });
  }

  #unknownFields(record: RecordPlace, path: string): readonly string[] {
    return [...record.fields].flatMap(([name, inner]) =>
      this.#has(record, name) ? this.unknownIn(inner, `${path}.${name}`) : [`${path}.${name}`],
    );
  }

  #compareLeaf(types: SdkTypes, type: ts.Type, leaf: Place, path: string): void {
    const item = types.itemOf(type);
    if (leaf.is === 'free') {
      if (!FREE_FORM.has(path.split('.').at(-1) ?? '')) this.unclassified.add(`${path} (not looked into)`);
    } else if (leaf.is === 'list' && item !== undefined) this.compare(types, item, leaf.of, path);
    else if (leaf.is === 'names') this.compare(types, type.getStringIndexType() ?? type, leaf.of, path);
    else if (leaf.is === 'record') this.#compareFields(types, type, leaf, path);
    else if (leaf.is === 'variants') this.#compareVariant(types, type, leaf, path);
    else if (leaf.is === 'text' && leaf.values !== undefined && type.isStringLiteral()) {
      this.#see(leaf, type.value);
      if (!leaf.values.has(type.value)) this.unclassified.add(`${path} ${type.value}`);
    }
  }

  #compareVariant(types: SdkTypes, type: ts.Type, place: Variants, path: string): void {
    const by = types.propertiesOf(type).get(place.by);
    for (const name of by === undefined ? [] : types.literals(by)) {
      this.#see(place, name);
      const kind = place.kinds.get(name);
      if (kind === undefined) this.unclassified.add(`${path} ${place.by} ${name}`);
      else this.#compareFields(types, type, kind.record, `${path}.${name}`);
    }
  }

  #compareFields(types: SdkTypes, type: ts.Type, record: RecordPlace, path: string): void {
    for (const [name, inner] of types.propertiesOf(type)) {
      this.#see(record, name);
      const place = record.fields.get(name);
      if (place === undefined) this.unclassified.add(`${path}.${name}`);
      else if (place.is !== 'unknown') this.compare(types, inner, place, `${path}.${name}`);
    }
  }

  #see(part: object, name: string): void {
    const seen = this.#seen.get(part) ?? new Set();
    this.#seen.set(part, seen.add(name));
  }

  #has(part: object, name: string): boolean {
    return this.#seen.get(part)?.has(name) === true;
  }
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  const members = type.isUnion() ? type.types : [type];
  return members.filter((one) => (one.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0);
}

function leavesOf(place: Place): readonly Place[] {
  if (place.is === 'guarded') return leavesOf(place.place);
  return place.is === 'either' ? place.places.flatMap(leavesOf) : [place];
}

function takes(types: SdkTypes, place: Place, type: ts.Type): boolean {
  if (place.is === 'free') return true;
  // `string & {}` is how the SDK writes a text that has some well-known values.
  if (type.isIntersection() || (type.flags & ts.TypeFlags.StringLike) !== 0) return place.is === 'text';
  if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return place.is === 'number';
  if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) return place.is === 'flag';
  if (types.itemOf(type) !== undefined) return place.is === 'list';
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  if (place.is === 'names') return type.getStringIndexType() !== undefined;
  return place.is === 'record' || place.is === 'variants';
}
