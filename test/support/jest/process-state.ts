type Listener = ReturnType<typeof process.rawListeners>[number];

/** What a Jest file can change for others of its process: globals, the environment, and who listens to the process. */
export class ProcessState {
  readonly #globals = new Properties(globalThis);
  readonly #process = new Properties(process);
  readonly #listeners = new Listeners();
  readonly #environment = { ...process.env };

  /** Puts back what was there at the start, and takes away what was not. */
  restore(): void {
    this.#globals.restore();
    this.#process.restore();
    this.#listeners.restore();
    for (const name of Object.keys(process.env)) {
      if (!(name in this.#environment)) Reflect.deleteProperty(process.env, name);
    }
    for (const [name, value] of Object.entries(this.#environment)) {
      if (process.env[name] !== value) process.env[name] = value;
    }
  }

  /** Runs it, and counts the globals and listeners that it adds among those of the start. */
  keepingWhatAdds<T>(load: () => T): T {
    const globals = new Set(Reflect.ownKeys(globalThis));
    const listeners = new Listeners();
    try {
      return load();
    } finally {
      for (const key of Reflect.ownKeys(globalThis)) if (!globals.has(key)) this.#globals.keep(key);
      this.#listeners.keepThoseAddedSince(listeners);
    }
  }
}

class Properties {
  readonly #descriptors = new Map<PropertyKey, PropertyDescriptor>();

  constructor(private readonly target: object) {
    for (const key of Reflect.ownKeys(target)) this.keep(key);
  }

  keep(key: PropertyKey): void {
    const descriptor = Object.getOwnPropertyDescriptor(this.target, key);
    if (descriptor !== undefined) this.#descriptors.set(key, descriptor);
  }

  restore(): void {
    for (const key of Reflect.ownKeys(this.target)) {
      if (!this.#descriptors.has(key)) Reflect.deleteProperty(this.target, key);
    }
    for (const [key, before] of this.#descriptors) {
      const now = Object.getOwnPropertyDescriptor(this.target, key);
      if (now?.value !== before.value || now?.get !== before.get) {
        Reflect.defineProperty(this.target, key, before);
      }
    }
  }
}

class Listeners {
  readonly #known = new Map(eventsOfProcess().map((event) => [event, new Set(listenersTo(event))]));

  keepThoseAddedSince(before: Listeners): void {
    for (const event of eventsOfProcess()) {
      const known = this.#known.get(event) ?? new Set();
      for (const one of listenersTo(event)) if (!before.#knows(event, one)) known.add(one);
      this.#known.set(event, known);
    }
  }

  restore(): void {
    for (const event of eventsOfProcess()) {
      for (const one of listenersTo(event)) {
        if (!this.#knows(event, one)) process.off(event, one as () => void);
      }
    }
  }

  #knows(event: string, listener: Listener): boolean {
    return this.#known.get(event)?.has(listener) ?? false;
  }
}

/** Names of events are strings; Node's own symbols are not for listeners of ours. */
function eventsOfProcess(): readonly string[] {
  return process.eventNames().filter((event) => typeof event === 'string');
}

function listenersTo(event: string): readonly Listener[] {
  return process.rawListeners(event);
}
