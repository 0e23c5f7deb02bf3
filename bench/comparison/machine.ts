import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** `/proc/stat` counts in hundredths of a second for user space (getconf CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** CPU time of the whole machine since it was started, in seconds. */
export interface MachineTime {
  /** All that ran, whoever ran it. */
  readonly busy: number;
  /** What this machine wanted while its host gave it to others. */
  readonly stolen: number;
}

/** As proc(5) has it under `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
export function machineTime(): MachineTime {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync(
    '/proc/stat',
    'utf8',
  )
    .replace(/^cpu +/, '')
    .split(' ', 8)
    .map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  return { busy: user + nice + system + irq + softirq, stolen: steal };
}

/** What the numbers were measured on, for those who want to compare them with their own. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly kernel: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kernel: release(),
  };
}
