import { Logger } from '@nestjs/common';
import type { KeptSecret, Look } from './kept-secret';
import { resolveSettings } from './resolve-settings';
import { Rounds } from './rounds';
import { FAULTS, type FaultKind, SecretFault } from './secret-fault';
import { type Round, SecretReader } from './secret-reader';
import type { SecretSourceRegistry } from './secret-source';

const TIMEOUT_MS = 5000;
/** A file that is written in place is read when its writer is done, most of the time. */
const SETTLE_MS = 100;

/** How a setting fares whose value is kept elsewhere; for alerts, metrics and the posture. */
export interface SecretState {
  readonly name: string;
  readonly scheme: string;
  /** Epoch milliseconds at which the value in use was last found in its place. */
  readonly refreshedAt: number;
  /** Whether the last look failed; the value from before is in use. */
  readonly failing: boolean;
  readonly fault: FaultKind | undefined;
}

/** Says what is wrong with settings, without a value; undefined for those that the gateway can run with. */
type Judge = (settings: Readonly<Record<string, string>>) => string | undefined;

interface Following {
  /** The longest time from one look to the next. */
  readonly everyMs: number;
  readonly judge?: Judge;
  readonly settleMs?: number;
  readonly random?: () => number;
}

interface OpenOptions {
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

type Listener = (value: string) => void;

/**
 * The settings as they are now. A value may be a reference: it is resolved at boot and looked up again from then on;
 * what fails later leaves the last value in use. Also the injection token.
 */
export class Secrets {
  readonly #log = new Logger('Secrets');
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #rounds = new Rounds();
  #judge: Judge = () => undefined;
  #closed = false;

  private constructor(
    private readonly plain: ReadonlyMap<string, string>,
    private readonly kept: ReadonlyMap<string, KeptSecret>,
    private readonly sources: SecretSourceRegistry | undefined,
    private readonly now: () => number,
  ) {}

  /** Settings that are no references and never change. */
  static of(settings: Readonly<Record<string, string>>): Secrets {
    return new Secrets(new Map(Object.entries(settings)), new Map(), undefined, Date.now);
  }

  /**
   * Resolves every reference among the settings.
   * @throws UnresolvedSecrets naming each setting whose reference cannot be resolved
   */
  static async open(
    sources: SecretSourceRegistry,
    settings: ReadonlyMap<string, string>,
    { timeoutMs = TIMEOUT_MS, now = Date.now }: OpenOptions = {},
  ): Promise<Secrets> {
    try {
      const reader = new SecretReader(sources, timeoutMs);
      const { plain, kept } = await resolveSettings(settings, sources.ids, reader, now);
      return new Secrets(plain, kept, sources, now);
    } catch (error) {
      await closeAll(sources);
      throw error;
    }
  }

  /** The present value of a setting, trimmed; undefined where it is not set. Ask at each use: it may change. */
  value(name: string): string | undefined {
    const value = (this.kept.get(name)?.value ?? this.plain.get(name))?.trim();
    return value === '' ? undefined : value;
  }

  /** All settings, with what references stand for. */
  get settings(): Readonly<Record<string, string>> {
    const kept = [...this.kept].map(([name, { value }]) => [name, value] as const);
    return Object.fromEntries([...this.plain, ...kept]);
  }

  /** Whether a setting is a reference, and may change. */
  isReference(name: string): boolean {
    return this.kept.has(name);
  }

  /** Of the settings that are references. */
  get state(): readonly SecretState[] {
    return [...this.kept.values()].map(({ name, reference, refreshedAt, fault }) => ({
      name,
      scheme: reference.scheme,
      refreshedAt,
      failing: fault !== undefined,
      fault: fault?.kind,
    }));
  }

  /** Calls with each new value of a setting. Returns what ends it. */
  onChange(name: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Looks references up again and again, and when their place says that it has changed. */
  follow({ everyMs, judge, settleMs = SETTLE_MS, random = Math.random }: Following): void {
    if (judge !== undefined) this.#judge = judge;
    if (this.kept.size === 0) return;
    for (const { name, reference } of this.kept.values()) {
      const source = this.sources?.get(reference.scheme);
      const subscribe = (hint: () => void): (() => void) | undefined =>
        source?.watch?.(reference.place, hint);
      this.#rounds.onHint(subscribe, settleMs, () => this.refresh(name));
    }
    this.#rounds.repeat(everyMs, () => this.refreshAll(), random);
  }

  async refreshAll(): Promise<void> {
    const round: Round = new Map();
    await Promise.all([...this.kept.keys()].map((name) => this.refresh(name, round)));
  }

  /** Looks one reference up now, within the time limit. Never rejects; nothing to do for a plain setting. */
  async refresh(name: string, round?: Round): Promise<void> {
    const secret = this.kept.get(name);
    if (secret === undefined || this.#closed) return;
    const admit = (value: string): void => {
      const wrong = this.#judge({ ...this.settings, [name]: value });
      if (wrong !== undefined) throw new SecretFault('unfit', undefined, wrong);
    };
    this.#heed(secret, await secret.look(admit, this.now, round));
  }

  #heed({ name, reference, value }: KeptSecret, look: Look): void {
    const facts = { setting: name, source: reference.scheme };
    if (look.outcome === 'failed') {
      const { kind, reason } = look.fault;
      if (look.first)
        this.#log.warn({ ...facts, fault: kind, reason }, `The last value stays in use: ${FAULTS[kind]}`);
      return;
    }
    if (look.recovered) this.#log.log(facts, 'A secret can be read again');
    if (look.outcome === 'same') return;
    this.#log.log(facts, 'A secret has changed');
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(value.trim());
      } catch (error) {
        this.#log.error({ err: error, ...facts }, 'A change could not be followed');
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rounds.end();
    if (this.sources !== undefined) await closeAll(this.sources);
  }
}

async function closeAll(sources: SecretSourceRegistry): Promise<void> {
  await Promise.allSettled(sources.all.map(async (source) => source.close?.()));
}
