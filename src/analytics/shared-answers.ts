import { LRUCache } from 'lru-cache';
import { LightSignal, unlessAborted, type Signal } from '../kernel';

const MOST_ANSWERS = 1000;
const MOST_CHARACTERS = 16_777_216;

/** Work under way, and those who wait for it. */
interface Flight<T> {
  readonly landed: Promise<T>;
  join(departure: Signal): void;
}

/**
 * Answers of this process that several requests share: those that ask the same at the same time wait for one of them,
 * and those that come soon enough get what it was told.
 */
export class SharedAnswers<T extends object> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #kept = new LRUCache<string, T>({
    max: MOST_ANSWERS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (answer) => JSON.stringify(answer).length,
  });

  /**
   * The answer of `work`, of the same work under way, or one that is kept. The work is called off when all who wait for
   * it have left.
   * @param keepMs tells for how long an answer is kept; 0: not at all
   * @throws what the work raises, to all who wait for it; the reason of `departure` when it fires
   */
  async share(
    key: string,
    departure: Signal,
    work: (allLeft: Signal) => Promise<T>,
    keepMs: (answer: T) => number,
  ): Promise<{ readonly answer: T; readonly isOwn: boolean }> {
    departure.throwIfAborted();
    const kept = this.#kept.get(key);
    if (kept !== undefined) return { answer: kept, isOwn: false };
    const others = this.#flights.get(key);
    const flight = others ?? this.#begin(key, work, keepMs);
    flight.join(departure);
    return { answer: await unlessAborted(flight.landed, departure), isOwn: others === undefined };
  }

  #begin(key: string, work: (allLeft: Signal) => Promise<T>, keepMs: (answer: T) => number): Flight<T> {
    const allLeft = new LightSignal();
    const waiting = new Set<Signal>();
    const land = async (): Promise<T> => {
      try {
        const answer = await work(allLeft);
        const ttl = keepMs(answer);
        if (ttl > 0) this.#kept.set(key, answer, { ttl });
        return answer;
      } finally {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
      }
    };
    const join = (departure: Signal): void => {
      waiting.add(departure);
      const leave = (): void => {
        waiting.delete(departure);
        if (waiting.size > 0) return;
        // Who asks from now on begins anew.
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        allLeft.abort(departure.reason);
      };
      departure.addEventListener('abort', leave, { once: true });
    };
    const landed = Promise.resolve().then(land);
    // Everybody may have left before it fails.
    landed.catch(() => undefined);
    const flight: Flight<T> = { landed, join };
    this.#flights.set(key, flight);
    return flight;
  }
}
