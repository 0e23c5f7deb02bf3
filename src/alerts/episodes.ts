import type { Alert } from './alert';
import type { AlertRule, Reading } from './alert-rule';

/** A condition that has come close to its threshold is not over yet. */
const WELL_BELOW = 0.8;
/** Rounds in a row that have to be well before it is over. */
const ROUNDS_WELL = 2;
const REMINDER_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Rules name few things; this is for one that does not. */
const MOST_THINGS = 500;

interface Episode {
  readonly rule: string;
  /** What was told last. */
  told: Alert;
  roundsWell: number;
}

/** Turns what rules see into what is told: one message as something begins, one each hour, one as it ends. */
export class Episodes {
  readonly #running = new Map<string, Episode>();
  /** What has no end, of this day. */
  readonly #once = new Set<string>();
  #day = -1;

  /** @param newId makes the id of an alert */
  constructor(private readonly newId: () => string) {}

  /** What is wrong now, as it was told last. */
  get active(): readonly Alert[] {
    return [...this.#running.values()].map(({ told }) => told);
  }

  /** One round (at epoch ms) of one rule; returns what is to be told. */
  round(rule: Omit<AlertRule, 'look'>, readings: readonly Reading[], now: number): readonly Alert[] {
    const seen = new Set<string>();
    const told: Alert[] = [];
    for (const reading of readings) {
      const name = `${rule.id} ${reading.thing ?? ''}`;
      seen.add(name);
      const alert = reading.once
        ? this.#tellOnce(rule, reading, name, now)
        : this.#see(rule, reading, name, now);
      if (alert !== undefined) told.push(alert);
    }
    for (const [name, episode] of [...this.#running]) {
      if (episode.rule !== rule.id || seen.has(name)) continue;
      const over = this.#well(rule, episode, name, 0, now);
      if (over !== undefined) told.push(over);
    }
    return told;
  }

  #see(rule: Omit<AlertRule, 'look'>, reading: Reading, name: string, now: number): Alert | undefined {
    const { value, threshold } = reading;
    const episode = this.#running.get(name);
    if (episode === undefined) return value >= threshold ? this.#begin(rule, reading, name, now) : undefined;
    if (value < threshold * WELL_BELOW) return this.#well(rule, episode, name, value, now);
    episode.roundsWell = 0;
    if (value < threshold || now - episode.told.at < REMINDER_MS) return undefined;
    const { id, since } = episode.told;
    episode.told = { ...alertOf(rule, reading, id, now), state: 'reminder', since };
    return episode.told;
  }

  #begin(rule: Omit<AlertRule, 'look'>, reading: Reading, name: string, now: number): Alert | undefined {
    if (this.#running.size >= MOST_THINGS) return undefined;
    const told = alertOf(rule, reading, this.newId(), now);
    this.#running.set(name, { rule: rule.id, told, roundsWell: 0 });
    return told;
  }

  #well(
    rule: Omit<AlertRule, 'look'>,
    episode: Episode,
    name: string,
    value: number,
    now: number,
  ): Alert | undefined {
    episode.roundsWell += 1;
    if (episode.roundsWell < ROUNDS_WELL) return undefined;
    this.#running.delete(name);
    return { ...episode.told, state: 'recovered', summary: rule.recovery, value, at: now };
  }

  #tellOnce(rule: Omit<AlertRule, 'look'>, reading: Reading, name: string, now: number): Alert | undefined {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#day) this.#once.clear();
    this.#day = day;
    if (reading.value < reading.threshold || this.#once.has(name) || this.#once.size >= MOST_THINGS)
      return undefined;
    this.#once.add(name);
    return alertOf(rule, reading, this.newId(), now);
  }
}

function alertOf(
  { id: rule, runbook: usual }: Omit<AlertRule, 'look'>,
  { severity, summary, value, threshold, labels = {}, runbook = usual }: Reading,
  id: string,
  now: number,
): Alert {
  return {
    id,
    rule,
    severity,
    state: 'raised',
    summary,
    value,
    threshold,
    since: now,
    at: now,
    labels,
    runbook: `docs/incident-response.md#${runbook}`,
  };
}
