import { Counter, Gauge, type Registry } from 'prom-client';

/** What is read at each scrape: labels and the value of each series. A series that is not read is gone. */
export type Reading = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A value that goes up and down, read at each scrape. What cannot be read has no series. */
export function gauge(
  registry: Registry,
  { name, help, labels = [] }: Described,
  read: () => Reading | Promise<Reading>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      const series = await readOrNothing(read);
      this.reset();
      if (series === undefined && labels.length === 0) this.remove();
      for (const [values, value] of series ?? []) this.set(values, value);
    },
  });
}

/** A value that only goes up, counted elsewhere and read at each scrape. */
export function total(registry: Registry, { name, help, labels = [] }: Described, read: () => Reading): void {
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset();
      for (const [values, value] of read()) this.inc(values, value);
    },
  });
}

/** The reading of a value without labels. */
export function single(value: number): Reading {
  return [[{}, value]];
}

/** A scrape that tells of everything else is worth more than none. */
async function readOrNothing(read: () => Reading | Promise<Reading>): Promise<Reading | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
