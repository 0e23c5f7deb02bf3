import type { BadRow, Witnessed } from './chain-verifier';

/** What is known of the chain of a writer: to which row it goes, and the first that is there or signed for. */
interface Extent {
  readonly first: number;
  readonly last: number;
}

/**
 * Compares what writers say of each other with what is there.
 * @param extentOf undefined: nothing is there of that writer
 * @param hashAt the hash of a row; undefined: not known
 */
export async function contradicted(
  witnessed: readonly Witnessed[],
  extentOf: (writer: string) => Extent | undefined,
  hashAt: (writer: string, seq: number) => string | undefined | Promise<string | undefined>,
): Promise<BadRow | undefined> {
  for (const { writer, seq, hash, by } of distinct(witnessed)) {
    const extent = extentOf(writer);
    if (extent === undefined) return { writer, seq: 1, reason: `all rows are missing, which ${by} saw` };
    if (seq > extent.last) {
      const missing = extent.last + 1;
      return {
        writer,
        seq: missing,
        reason: `row ${String(missing)} is missing at the end: ${by} saw row ${String(seq)}`,
      };
    }
    if (seq < extent.first) continue;
    const found = await hashAt(writer, seq);
    if (found !== undefined && found !== hash)
      return { writer, seq, reason: `row ${String(seq)} is another than ${by} saw` };
  }
  return undefined;
}

function distinct(witnessed: readonly Witnessed[]): Iterable<Witnessed> {
  return new Map(witnessed.map((one) => [`${one.writer} ${String(one.seq)} ${one.hash}`, one])).values();
}
