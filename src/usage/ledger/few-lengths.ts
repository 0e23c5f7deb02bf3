const LENGTHS = [8, 64, 512] as const;
const LONGEST = LENGTHS[2];

/**
 * A list in slices of a few lengths, each filled up with its first item: for statements that name what they are about,
 * in any order and as often as they like. SQLite's thread keeps one compiled for each length.
 */
export function* fewLengths<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += LONGEST) {
    const slice = items.slice(from, from + LONGEST);
    const [first] = slice as [T];
    const length = LENGTHS.find((one) => one >= slice.length) ?? LONGEST;
    yield [...slice, ...Array.from({ length: length - slice.length }, () => first)];
  }
}
