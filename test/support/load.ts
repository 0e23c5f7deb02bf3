import { ask, QUESTION } from './ask';

/** Callers who ask one question after the other until they are told to stop. */
export interface Load {
  readonly answers: number;
  /** The status and code of each answer that was none. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** Every other answer is a stream, which has to come to its end. */
export function startLoad(gateway: { readonly url: string; readonly key: string }, callers: number): Load {
  const load = { answers: 0, failures: [] as string[], over: false };
  const call = async (number: number): Promise<void> => {
    while (!load.over) {
      const stream = number % 2 === 0;
      const answer = await ask(gateway, { ...QUESTION, stream }).catch(String);
      load.answers += 1;
      if (typeof answer === 'string') load.failures.push(answer);
      else if (answer.status !== 200 || (stream && !answer.text.includes('\nevent: done\n')))
        load.failures.push(`${String(answer.status)} ${answer.text.slice(0, 300)}`);
    }
  };
  const calls = Promise.all(Array.from({ length: callers }, (_, number) => call(number)));
  return {
    get answers() {
      return load.answers;
    },
    failures: load.failures,
    stop: async () => {
      load.over = true;
      await calls;
    },
  };
}
