import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The client libraries, and the scripts that drive them: Jest runs no ESM, and some of them are nothing else. */
const SCRIPTS = {
  'sdk 1.x': require.resolve('./sdk-1.mjs'),
  'sdk 0.x': require.resolve('./sdk-0.mjs'),
  ai: require.resolve('./ai.mjs'),
  langchain: require.resolve('./langchain.mjs'),
} as const;

export type LibraryName = keyof typeof SCRIPTS;

export const LIBRARIES = Object.keys(SCRIPTS) as readonly LibraryName[];
export const SDKS = ['sdk 1.x', 'sdk 0.x'] as const satisfies readonly LibraryName[];

/** What a deed of any script needs to know. */
export interface Task {
  readonly url: string;
  readonly key: string;
  /** A token, to be used in place of the key. */
  readonly token?: string;
  readonly model: string;
  readonly question: string;
  /** The library's own default unless given. */
  readonly maxRetries?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further fields of the body: SDKs and langchain. */
  readonly extra?: object;
  /** Provider options: `ai`. */
  readonly options?: object;
  /** Page size of a list. */
  readonly limit?: number;
}

/** An answer as all libraries show it. */
export interface Shown {
  readonly text: string;
  readonly stopReason: string;
  readonly usage: { readonly input: number; readonly output: number };
}

/** What a library threw. */
export interface Thrown {
  /** The names of its class and of those that it extends. */
  readonly classes: readonly string[];
  readonly message: string;
  readonly status?: number;
  readonly body?: {
    readonly type: string;
    readonly error: {
      readonly type: string;
      readonly message: string;
      readonly details?: { readonly error_code: string };
    };
    readonly request_id: string;
  };
  /** From the `request-id` header. */
  readonly requestId?: string | null;
  readonly errorCode?: string | null;
  readonly retryAfter?: string | null;
  readonly shouldRetry?: string | null;
  /** What the model said, where the library could not make sense of it. */
  readonly text?: string;
}

interface Outcome {
  readonly result?: unknown;
  readonly thrown?: Thrown;
  /** Why there is neither. */
  readonly broken?: string;
  /** HTTP requests that the library made. */
  readonly attempts: number;
}

/** A client library in a process of its own, unmodified. */
export class Library {
  readonly #process: ChildProcess;
  #told: (outcome: Outcome) => void = () => undefined;

  constructor(name: LibraryName) {
    this.#process = fork(SCRIPTS[name], { env: {}, execArgv: [] });
    this.#process.on('message', (outcome: Outcome) => {
      this.#told(outcome);
    });
    this.#process.on('exit', (code) => {
      this.#told({ broken: `The client ended with ${String(code)}`, attempts: 0 });
    });
  }

  /** The result of a deed that succeeds. */
  async does<T = Shown>(deed: string, task: Task): Promise<T> {
    const { result, thrown } = await this.#outcome(deed, task);
    if (thrown !== undefined) throw new Error(`${deed} threw ${JSON.stringify(thrown, undefined, 2)}`);
    return result as T;
  }

  /** The error of a deed that fails, and how often the library tried. */
  async fails(deed: string, task: Task): Promise<Thrown & { readonly attempts: number }> {
    const { result, thrown, attempts } = await this.#outcome(deed, task);
    if (thrown === undefined) throw new Error(`${deed} did not fail: ${JSON.stringify(result)}`);
    return { ...thrown, attempts };
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  /** One at a time: the answers have no names. */
  async #outcome(deed: string, task: Task): Promise<Outcome> {
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#told = resolve;
      this.#process.send({ deed, task });
    });
    if (outcome.broken !== undefined) throw new Error(`${outcome.broken} at ${deed}`);
    return outcome;
  }
}
