import { statementOf } from '../chain/checkpoint';
import type { VerifiedChain } from '../verification/store-verifier';

/** A writer of the trail, one start of one gateway. Times are ISO 8601, UTC. */
export interface WriterView {
  readonly writer: string;
  readonly rows: number;
  /** Null, as the next: no rows are left, or none fits. */
  readonly first_seq: number | null;
  readonly last_seq: number | null;
  /** `gone`: it has given no sign of life for hours, and did not close its chain. `sealed`: its rows were removed after their time. */
  readonly state: 'open' | 'closed' | 'gone' | 'sealed' | 'bad';
  readonly first_at: string | null;
  readonly last_at: string | null;
  /** The last row that was removed after its time; null: none was. */
  readonly sealed_to: number | null;
}

/** Each writer gives a sign of life every hour. */
const SILENT_MS = 2 * 3_600_000;

/** @param own the writer of this process. @param now epoch milliseconds */
export function writerView({ chain, after, seal }: VerifiedChain, own: string, now: number): WriterView {
  const statement = statementOf(seal ?? '');
  const sealed = statement?.kind === 'seal' ? statement : undefined;
  const { rows } = chain;
  return {
    writer: chain.writer,
    rows,
    first_seq: rows === 0 ? null : after + 1,
    last_seq: rows === 0 ? null : chain.head.seq,
    state: stateOf(chain, own, now),
    first_at: sealed?.first_at ?? chain.firstAt ?? null,
    last_at: chain.lastAt ?? sealed?.last_at ?? null,
    sealed_to: sealed?.seq ?? null,
  };
}

function stateOf(chain: VerifiedChain['chain'], own: string, now: number): WriterView['state'] {
  if (chain.fault !== undefined) return 'bad';
  if (chain.writer === own) return 'open';
  if (chain.rows === 0) return 'sealed';
  if (chain.isClosed) return 'closed';
  return now - Date.parse(chain.lastAt ?? '') < SILENT_MS ? 'open' : 'gone';
}
