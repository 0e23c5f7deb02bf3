import { hostname } from 'node:os';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../kernel';
import { ActiveSinks } from './active-sinks';
import { newAlertId, type Alert } from './alert';
import { AlertRules, type AlertRule } from './alert-rule';
import { Episodes } from './episodes';

const ROUND_MS = 5000;
const FLUSH_MS = 2000;

/** Looks every five seconds whether something is wrong, and tells those who should know: once, and again when it is over. */
@Injectable()
export class Alerts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Alerts');
  readonly #episodes = new Episodes(newAlertId);
  /** Rules that could not look the last time. */
  readonly #blind = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  constructor(
    private readonly rules: AlertRules,
    private readonly sinks: ActiveSinks,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.round(), ROUND_MS);
    this.#timer.unref();
  }

  /** What was seen last is told of, in two seconds at most. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    const ends = this.clock.now() + FLUSH_MS;
    await Promise.race([this.round(), after(FLUSH_MS)]);
    await this.sinks.close(Math.max(0, ends - this.clock.now()));
  }

  /** What is wrong now, as far as it has an end. */
  get active(): readonly Alert[] {
    return this.#episodes.active;
  }

  /** Alerts since the start that did not reach a sink, by its id. */
  get lost(): Readonly<Record<string, number>> {
    return this.sinks.lost;
  }

  /** Looks once; while somebody looks already, that is the look. */
  round(): Promise<void> {
    this.#round ??= this.#look().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #look(): Promise<void> {
    await Promise.all(this.rules.all.map((rule) => this.#ask(rule)));
  }

  async #ask(rule: AlertRule): Promise<void> {
    try {
      const now = this.clock.now();
      const readings = await rule.look(now);
      this.#blind.delete(rule.id);
      for (const alert of this.#episodes.round(rule, readings, now))
        this.sinks.post({ ...alert, labels: { ...alert.labels, instance: hostname() } });
    } catch (error) {
      // That a store is away is an alert of its own.
      if (!this.#blind.has(rule.id)) this.#log.warn({ err: error, rule: rule.id }, 'A rule cannot look');
      this.#blind.add(rule.id);
    }
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
