export const CONTENDERS = {
  direct: 'no gateway (the stub itself)',
  raw: 'raw node:http proxy',
  embedded: 'Sallyport, SQLite',
  shared: 'Sallyport, Redis + PostgreSQL',
  portkey: 'Portkey gateway 1.15.2',
  'express-sdk': 'Express + @anthropic-ai/sdk',
} as const;

export type ContenderName = keyof typeof CONTENDERS;

/** CPU seconds so far. */
export interface CpuTimes {
  /** Of the contender's own process, with its threads and children. */
  readonly server: number;
  readonly redis: number;
  readonly postgres: number;
}

/** A server under measurement, and what it needs to be spoken to. */
export interface Contender {
  readonly name: ContenderName;
  readonly url: string;
  /** Of every request that it has to serve. */
  readonly headers: Readonly<Record<string, string>>;
  readonly answersQueries: boolean;
  /** A key in the right form that it has to refuse; undefined where keys are not looked at. */
  readonly strangersKey: string | undefined;
  cpu(): CpuTimes;
  /** The most that its own process has held in memory since it was last told to forget that, in bytes. */
  peakMemory(): number;
  forgetPeak(): void;
  /** How many calls stand in its books as over; undefined where none are kept. */
  readonly finalRows: (() => Promise<number>) | undefined;
  stop(): Promise<void>;
}
