import { KeptSecret } from './kept-secret';
import { FAULTS, type FaultKind, faultOf } from './secret-fault';
import type { Round, SecretReader } from './secret-reader';
import { parseReference } from './secret-reference';

/** References that could not be resolved: each setting by name, and why. Never a value. */
export class UnresolvedSecrets extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'UnresolvedSecrets';
  }
}

/** Settings, apart by whether their value is a reference. */
interface ResolvedSettings {
  readonly plain: ReadonlyMap<string, string>;
  readonly kept: ReadonlyMap<string, KeptSecret>;
}

/** @throws UnresolvedSecrets naming each setting whose reference cannot be resolved */
export async function resolveSettings(
  settings: ReadonlyMap<string, string>,
  schemes: readonly string[],
  reader: SecretReader,
  now: () => number,
): Promise<ResolvedSettings> {
  const round: Round = new Map();
  const plain = new Map<string, string>();
  const kept = new Map<string, KeptSecret>();
  const problems: string[] = [];
  const resolve = async (name: string, value: string): Promise<void> => {
    const reference = parseReference(value.trim(), schemes);
    if (reference === undefined) plain.set(name, value);
    else if (reference === 'malformed') problems.push(unresolved(name, 'malformed'));
    else {
      const found = await reader.read(reference, round);
      kept.set(name, new KeptSecret(name, reference, reader, found, now()));
    }
  };
  const attempts = [...settings].map(([name, value]) =>
    resolve(name, value).catch((error: unknown) => {
      const { kind, reason } = faultOf(error);
      problems.push(unresolved(name, kind, reason));
    }),
  );
  await Promise.all(attempts);
  if (problems.length > 0) throw new UnresolvedSecrets(problems.sort());
  return { plain, kept };
}

function unresolved(name: string, kind: FaultKind, reason?: string): string {
  const why = reason === undefined ? FAULTS[kind] : `${FAULTS[kind]} (${reason})`;
  return `${name} is a reference that cannot be resolved: ${why}`;
}
