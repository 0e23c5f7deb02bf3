import type { Schema } from '../schema';

/** An operation object, as far as it matters here. */
export type Operation = Readonly<Record<string, unknown>> & {
  readonly responses: Readonly<Record<string, Schema>>;
};

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Refusals that several operations share become components: they would be most of the document. */
export function sharingResponses(paths: Paths): { readonly paths: Paths; readonly responses: Schema } {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const uses = new Map<string, number>();
  for (const { responses } of operations)
    for (const one of Object.entries(responses).filter(isRefusal))
      uses.set(keyOf(one), (uses.get(keyOf(one)) ?? 0) + 1);
  const names = namesOf([...uses].filter(([, count]) => count > 1).map(([key]) => key));
  const referring = (operation: Operation): Operation => ({
    ...operation,
    responses: mapped(operation.responses, (response, status) => {
      const name = names.get(keyOf([status, response]));
      return name === undefined ? response : { $ref: `#/components/responses/${name}` };
    }),
  });
  const shared = [...names].map(([key, name]) => [name, JSON.parse(key.slice(key.indexOf(' '))) as Schema]);
  return {
    paths: mapped(paths, (item) => mapped(item, referring)),
    responses: Object.fromEntries(shared) as Schema,
  };
}

const isRefusal = ([status]: readonly [string, Schema]): boolean => Number(status) >= 400;

const keyOf = ([status, response]: readonly [string, Schema]): string =>
  `${status} ${JSON.stringify(response)}`;

/** `Refusal401`, and where there are several of a status `Answer401b` and so on. */
function namesOf(keys: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    keys.map((key) => {
      const status = key.slice(0, key.indexOf(' '));
      const nth = taken.get(status) ?? 0;
      taken.set(status, nth + 1);
      return [key, `Refusal${status}${nth === 0 ? '' : String.fromCharCode('a'.charCodeAt(0) + nth)}`];
    }),
  );
}

function mapped<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T, name: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
