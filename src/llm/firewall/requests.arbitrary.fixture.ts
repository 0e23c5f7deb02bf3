import fc from 'fast-check';
import { MESSAGE } from './request-fields';
import type { Place, RecordPlace } from './shape';

type Json = Readonly<Record<string, unknown>>;

/** The only name inside an object whose names are the caller's own, so that it can be told from the others. */
const NAME_OF_THE_CALLER = 'named by the caller';

/** Requests that hold to the table everywhere, with any field and kind of it; free-form data holds no objects. */
export const requests: fc.Arbitrary<Json> = recordOf(MESSAGE);

function valueOf(place: Place): fc.Arbitrary<unknown> {
  switch (place.is) {
    case 'free':
      return fc.constantFrom('a', 1, true, ['a']);
    case 'unknown':
      throw new Error('Nothing may stand there');
    case 'text':
      return place.values === undefined ? fc.constantFrom('a', 'b') : fc.constantFrom(...place.values.keys());
    case 'number':
      return fc.constantFrom(1, 128_000, 300_000);
    case 'flag':
      return fc.boolean();
    case 'list':
      return fc.array(valueOf(place.of), { maxLength: 2 });
    case 'names':
      return fc.record({ [NAME_OF_THE_CALLER]: valueOf(place.of) });
    case 'record':
      return recordOf(place);
    case 'variants':
      return fc.oneof(
        ...[...place.kinds].map(([name, { record }]) =>
          recordOf(record).map((fields) => ({ ...fields, [place.by]: name })),
        ),
      );
    case 'either':
      return fc.oneof(...place.places.map(valueOf));
    case 'guarded':
      return fc.option(valueOf(place.place), { nil: null });
  }
}

function recordOf({ fields, required }: RecordPlace): fc.Arbitrary<Json> {
  const known = [...fields].filter(([, place]) => place.is !== 'unknown');
  const every = Object.fromEntries(known.map(([name, place]) => [name, valueOf(place)]));
  return fc
    .subarray(
      known.map(([name]) => name),
      { maxLength: Math.min(known.length, 6) },
    )
    .chain((chosen) => {
      const names = new Set([...required, ...chosen]);
      return fc.record(Object.fromEntries(Object.entries(every).filter(([name]) => names.has(name))));
    });
}

/** Every object in a request that has names of the table's, with its path. */
export function objectsIn(value: unknown, path = ''): readonly (readonly [object, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, inner]) =>
    objectsIn(inner, path === '' ? name : `${path}.${name}`),
  );
  if (Array.isArray(value) || NAME_OF_THE_CALLER in value) return inside;
  return [[value, path], ...inside];
}
