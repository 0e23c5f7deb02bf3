import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Drain } from '../http';
import { UpstreamCaller } from '../llm';
import { Database, RedisConnection, type PoolState } from '../storage';
import { UnknownPrices } from '../usage';

/** Models with an open circuit that the report names. */
const OPEN_SHOWN = 20;

/** What one part of the gateway says of itself. */
export interface Check {
  readonly status: 'up' | 'degraded' | 'down';
  readonly [fact: string]: string;
}

/** How the parts are that a request depends on. */
@Injectable()
export class Probes {
  constructor(
    private readonly db: Database,
    private readonly redis: RedisConnection,
    private readonly caller: UpstreamCaller,
    private readonly drain: Drain,
    private readonly unknownPrices: UnknownPrices,
  ) {}

  /** Whether the gateway is told to end. */
  shutdown(): Check {
    return { status: this.drain.isLeaving ? 'down' : 'up' };
  }

  /** Without it nothing is identified or accounted for. */
  async database(): Promise<Check> {
    const { engine } = this.db;
    const status = await this.db
      .attempt((db) => sql`select 1`.execute(db))
      .then(
        () => 'up' as const,
        () => 'down' as const,
      );
    return { status, engine, ...poolFacts(this.db.connections) };
  }

  /** Without it each process counts limits for itself: the service goes on, its replicas are no longer one. */
  limits(): Check {
    const { state } = this.redis;
    if (state === 'away') return { status: 'degraded', counted_in: 'process', redis: 'away' };
    return { status: 'up', counted_in: state === 'none' ? 'process' : 'redis' };
  }

  /** How much was charged without a known price. No fault of the gateway's: callers name models as they like. */
  prices(): Check {
    const { models, fields } = this.unknownPrices.counts;
    return {
      status: 'up',
      calls_of_unknown_models: String(models),
      unknown_usage_fields: String(fields),
    };
  }

  /** How the last call went; asking the provider on every probe would cost and tell no more. */
  upstream(): Check {
    const { id, lastCall, openCircuits } = this.caller;
    const open = openCircuits.length > 0;
    return {
      status: open || lastCall === 'failed' ? 'degraded' : 'up',
      provider: id,
      last_call: lastCall,
      circuit: open ? 'open' : 'closed',
      ...(open ? { open_for: openCircuits.slice(0, OPEN_SHOWN).join(', ') } : {}),
    };
  }
}

function poolFacts(pool: PoolState | undefined): Readonly<Record<string, string>> {
  if (pool === undefined) return {};
  const { max, open, idle, waiting } = pool;
  return {
    connections_max: String(max),
    connections_open: String(open),
    connections_idle: String(idle),
    waiting_for_connection: String(waiting),
  };
}
