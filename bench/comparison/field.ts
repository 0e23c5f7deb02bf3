import { join } from 'node:path';
import { startServer, type ServerProcess } from '../parts/server-process';
import type { Contender, ContenderName } from './contender';
import { startContender } from './contenders';

/** All that runs while something is measured; their CPU time is the bench's own. */
export interface Field {
  readonly contenders: readonly Contender[];
  readonly upstream: ServerProcess;
  /** How many calls each has passed on to the upstream so far. */
  readonly served: Map<ContenderName, number>;
  /** Who is warm for which kind of work. */
  readonly warm: Set<string>;
}

/** Does work with contenders in front of a stub of the upstream, and stops them all afterwards, whatever came of it. */
export async function onField<T>(
  names: readonly ContenderName[],
  work: (field: Field) => Promise<T>,
): Promise<T> {
  const upstream = await startServer(join(__dirname, '../upstream/stub.js'));
  const contenders: Contender[] = [];
  try {
    for (const name of names) contenders.push(await startContender(name, upstream));
    return await work({ contenders, upstream, served: new Map(), warm: new Set() });
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
    await upstream.stop();
  }
}
