import type { Posture, PostureLine } from '@sallyport/client';
import type { Tone } from '../../parts/badge';

/** Lines that stand alike. */
export interface Findings {
  readonly status: PostureLine['status'];
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly PostureLine[];
}

const GROUPS: readonly Omit<Findings, 'lines'>[] = [
  { status: 'failure', title: 'Failures', tone: 'bad' },
  { status: 'warning', title: 'Warnings', tone: 'warning' },
  { status: 'pass', title: 'Passed', tone: 'good' },
];

/** What is to be mended first comes first; each group keeps the order of the checklist. */
export function findingsOf({ checks }: Pick<Posture, 'checks'>): readonly Findings[] {
  return GROUPS.map((group) => ({ ...group, lines: checks.filter(({ status }) => status === group.status) }));
}

/** The verdict in a sentence. */
export function verdictOf({ checks, status }: Pick<Posture, 'checks' | 'status'>): string {
  if (status === 'pass') return 'Ready for production: every line of the checklist passes.';
  const failures = checks.filter((line) => line.status === 'failure').length;
  if (failures === 0) return 'Nothing stands in the way of production, but some lines deserve a look.';
  return `Not ready for production: ${failures === 1 ? 'one line fails' : `${String(failures)} lines fail`}.`;
}
