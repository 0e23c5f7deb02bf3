import type { JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { LegacyFakeTimers, ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { ProcessState } from './process-state';

interface LegacyTimer {
  readonly id: number;
  ref(): LegacyTimer;
  unref(): LegacyTimer;
}

/**
 * Runs a Jest file in the worker's own realm, as Node runs a program: packages that the worker has loaded already
 * (packages.runtime.cjs) and the file's own code then agree on what an Error, an Array or a Promise is.
 * What the file leaves in the globals or in the process, the next file does not find.
 */
class WorkerEnvironment implements JestEnvironment<LegacyTimer> {
  readonly global = globalThis as unknown as JestEnvironment['global'];
  readonly moduleMocker: ModuleMocker;
  readonly fakeTimers: LegacyFakeTimers<LegacyTimer>;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly #before = new ProcessState();

  constructor({ projectConfig: config }: JestEnvironmentConfig) {
    const global = globalThis;
    Object.assign(global, config.globals);
    const moduleMocker = new ModuleMocker(global);
    this.moduleMocker = moduleMocker;
    this.fakeTimers = new LegacyFakeTimers({ config, global, moduleMocker, timerConfig: LEGACY_TIMERS });
    this.fakeTimersModern = new ModernFakeTimers({ config, global });
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.#before.restore();
    return Promise.resolve();
  }

  /** What a package sets up while it loads stays for later files, as the package itself does. */
  loading<T>(load: () => T): T {
    return this.#before.keepingWhatAdds(load);
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** Asked for as a sign of life; the runtime compiles for the realm that it is in. */
  getVmContext(): typeof globalThis {
    return globalThis;
  }
}

const LEGACY_TIMERS = {
  idToRef: (id: number): LegacyTimer => {
    const timer: LegacyTimer = { id, ref: () => timer, unref: () => timer };
    return timer;
  },
  refToId: (timer: LegacyTimer): number => timer.id,
};

export { WorkerEnvironment as default };
