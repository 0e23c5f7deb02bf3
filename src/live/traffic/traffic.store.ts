import { Injectable } from '@nestjs/common';
import { allOf, BulkInsert, Database, type TrafficRow } from '../../storage';
import { DAY, dayMeasuresOf, dayOf } from './measures';

/** What somebody's calls came to on one day. */
export interface DayCounts {
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
}

const ADD = new BulkInsert<TrafficRow>(
  'traffic',
  { slot: 'bigint', measure: 'text', value: 'bigint' },
  'on conflict (slot, measure) do update set value = traffic.value + excluded.value',
);

/** The table of traffic, which all replicas add to. Each call raises `store_unavailable`. */
@Injectable()
export class TrafficStore {
  constructor(private readonly database: Database) {}

  /** Adds all or nothing, in one order, so that two replicas never wait for each other. */
  async add(rows: readonly TrafficRow[]): Promise<void> {
    const sorted = [...rows].sort(
      (one, other) => one.slot - other.slot || (one.measure < other.measure ? -1 : 1),
    );
    await this.database.run(allOf, [ADD.step(this.database.engine, sorted)]);
  }

  /** The slots that began then or later, without days. */
  since(slot: number): Promise<readonly TrafficRow[]> {
    return this.database.attempt((db) =>
      db
        .selectFrom('traffic')
        .selectAll()
        .where('slot', '>=', slot)
        .where('measure', 'not like', `${DAY}%`)
        .execute(),
    );
  }

  /** Of the day that an instant (epoch ms) lies in, by UTC. */
  async day(at: number, owner: string): Promise<DayCounts> {
    const measures = dayMeasuresOf(owner);
    const rows = await this.database.attempt((db) =>
      db
        .selectFrom('traffic')
        .selectAll()
        .where('slot', '=', dayOf(at))
        .where('measure', 'in', measures)
        .execute(),
    );
    const [requests = 0, input_tokens = 0, output_tokens = 0] = measures.map(
      (name) => rows.find(({ measure }) => measure === name)?.value,
    );
    return { requests, input_tokens, output_tokens };
  }

  /** Deletes what began before then (epoch ms). */
  async forget(before: number): Promise<void> {
    await this.database.attempt((db) => db.deleteFrom('traffic').where('slot', '<', before).execute());
  }
}
