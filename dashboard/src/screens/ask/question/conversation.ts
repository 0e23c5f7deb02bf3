import { AbortedError, type QueryAnswer, type QueryRequest, type Sallyport } from '@sallyport/client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** A question and what has come of it so far. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  /** What was written so far. */
  readonly text: string;
  readonly state: 'writing' | 'done' | 'stopped' | 'failed';
  readonly answer?: QueryAnswer;
  readonly error?: unknown;
}

export interface Conversation {
  readonly turns: readonly Turn[];
  readonly ask: (request: QueryRequest) => Promise<Turn['state']>;
  readonly stop: () => void;
  /** Forgets what is shown; the gateway keeps its chain. */
  readonly clear: () => void;
}

/** Questions one after another, whose answers are shown as they are written. */
export function useConversation(client: Sallyport, told: (answer: QueryAnswer) => void): Conversation {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [held] = useState(() => ({ nextId: 1 }));
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const ask = async (request: QueryRequest): Promise<Turn['state']> => {
    const id = held.nextId;
    held.nextId += 1;
    const controller = new AbortController();
    current.current = controller;
    const update = (change: (turn: Turn) => Partial<Turn>): void => {
      setTurns((before) => before.map((turn) => (turn.id === id ? { ...turn, ...change(turn) } : turn)));
    };
    setTurns((before) => [...before, { id, question: request.question, text: '', state: 'writing' }]);
    try {
      // Without retries there is no idempotency key, and the gateway stops the model when somebody stops.
      const stream = client.query.stream(request, { signal: controller.signal, maxRetries: 0 });
      for await (const piece of stream) update(({ text }) => ({ text: text + piece }));
      const answer = await stream.final();
      update(() => ({ state: 'done', text: answer.answer, answer }));
      told(answer);
      return 'done';
    } catch (error) {
      const state = error instanceof AbortedError ? 'stopped' : 'failed';
      update(() => ({ state, ...(state === 'failed' && { error }) }));
      return state;
    }
  };

  return {
    turns,
    ask,
    stop: useCallback(() => current.current?.abort(), []),
    clear: useCallback(() => {
      current.current?.abort();
      setTurns([]);
    }, []),
  };
}
