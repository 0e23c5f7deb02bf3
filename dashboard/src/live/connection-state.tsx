import type { ReactNode } from 'react';
import { time } from '../parts/format';
import type { Connection } from './feed';
import { useLive } from './live';

const WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting …',
  connected: 'Live',
  reconnecting: 'Reconnecting …',
  paused: 'Paused',
  refused: 'Not live',
};

/** Whether the numbers are of now. It speaks when that changes, and at no other time. */
export function ConnectionState(): ReactNode {
  const { connection, overview } = useLive();
  const isOld = connection !== 'connected' && overview !== undefined;
  return (
    <span className="connection" data-state={connection}>
      <span className="connection-lamp" aria-hidden />
      <span role="status">{WORDS[connection]}</span>
      {isOld && <span className="fine">as of {time(overview.timestamp)}</span>}
    </span>
  );
}
