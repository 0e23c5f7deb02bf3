import type { PostgresServer } from './postgres-server';
import type { RedisServer } from './redis-server';

/** What starting them leaves for stopping them: servers to stop, and the variables it took out. */
export interface TestServers {
  readonly started: readonly (RedisServer | PostgresServer)[];
  readonly given: Readonly<Record<string, string | undefined>>;
}

// On globalThis because Jest loads setup and teardown as separate modules of one process.
const shelf = globalThis as { sallyportTestServers?: TestServers | undefined };

export function leaveServers(servers: TestServers): void {
  shelf.sallyportTestServers = servers;
}

export function takeServers(): TestServers {
  const servers = shelf.sallyportTestServers ?? { started: [], given: {} };
  shelf.sallyportTestServers = undefined;
  return servers;
}
