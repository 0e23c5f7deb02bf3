import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { SLOT_MS, slotOf } from './measures';
import { TrafficCounts } from './traffic-counts';
import { SLOTS_SHOWN, trafficView, type TrafficView } from './traffic-view';
import { TrafficStore } from './traffic.store';

/** Slots that may still grow much; others do where a replica was late, and are read again at times. */
const RECENT_SLOTS = 3;
const WHOLE_EVERY_MS = 15_000;

/** The last quarter of an hour, as the store has it. */
@Injectable()
export class TrafficWindow {
  #bySlot = new Map<number, Map<string, number>>();
  #wholeAt = -Infinity;

  constructor(
    private readonly store: TrafficStore,
    private readonly counts: TrafficCounts,
    private readonly clock: Clock,
  ) {}

  /** With all that this process has counted. @throws GatewayError `store_unavailable` */
  async now(): Promise<TrafficView> {
    await this.counts.write();
    const now = this.clock.now();
    const last = slotOf(now);
    const first = last - (SLOTS_SHOWN - 1) * SLOT_MS;
    const isWhole = now - this.#wholeAt >= WHOLE_EVERY_MS;
    const from = isWhole ? first : last - (RECENT_SLOTS - 1) * SLOT_MS;
    const rows = await this.store.since(from);
    const kept = [...this.#bySlot].filter(([slot]) => slot >= first && slot < from);
    this.#bySlot = new Map(kept);
    for (const { slot, measure, value } of rows) {
      const sums = this.#bySlot.get(slot) ?? new Map<string, number>();
      this.#bySlot.set(slot, sums.set(measure, value));
    }
    if (isWhole) this.#wholeAt = now;
    return trafficView(this.#bySlot, last);
  }
}
