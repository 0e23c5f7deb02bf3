import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock, HourlyRounds } from '../../kernel';
import { DAY_MS } from './measures';
import { TrafficStore } from './traffic.store';

const FIRST_LOOK_MS = 90_000;

/** Lets go, every hour, of traffic that is older than a day; the sums of this day are not. */
@Injectable()
export class TrafficRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Traffic');
  readonly #rounds = new HourlyRounds(
    () => this.store.forget(this.clock.now() - DAY_MS),
    (error) => {
      this.#log.warn({ err: error }, 'Old traffic could not be deleted; it is tried again');
    },
  );

  constructor(
    private readonly store: TrafficStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.begin(FIRST_LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#rounds.end();
  }
}
