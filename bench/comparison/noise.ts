import { spread } from './spread';

/** What went on on the machine, besides the bench, while something was measured. Both in cores. */
export interface Disturbance {
  /** CPU time that processes of others took. */
  readonly others: number;
  /** CPU time that the host gave to other machines. */
  readonly stolen: number;
}

/** The most at which a comparison still says something. */
const MOST = {
  /** Of a core. The kernel's own work for our disk and sockets is in it. */
  others: 0.2,
  stolen: 0.1,
  /** Of what a request costs the raw proxy, from round to round: it does the same each time. */
  spread: 0.25,
} as const;

/** What was seen of noise in one case. */
export interface NoiseOfCase {
  readonly title: string;
  readonly disturbances: readonly Disturbance[];
  /** CPU time of a request through the raw proxy, by round; undefined where too few are sent to tell. */
  readonly raw: readonly number[] | undefined;
}

/** Why nothing can be concluded from a machine that is this busy before anything is measured; nothing when it is idle. */
export function noiseBefore({ others, stolen }: Disturbance): readonly string[] {
  return [
    ...(others > MOST.others ? [`before it began, others took ${share(others)} of a core`] : []),
    ...(stolen > MOST.stolen ? [`before it began, the host took ${share(stolen)} of a core away`] : []),
  ];
}

/** Why nothing can be concluded from what was measured; nothing when it was quiet in at least half of the rounds of each case. */
export function noiseOf(cases: readonly NoiseOfCase[]): readonly string[] {
  return cases.flatMap(({ title, disturbances, raw }) => {
    const isMost = (rounds: readonly Disturbance[]): boolean => rounds.length * 2 > disturbances.length;
    const crowded = disturbances.filter(({ others }) => others > MOST.others);
    const robbed = disturbances.filter(({ stolen }) => stolen > MOST.stolen);
    const uneven = raw === undefined ? 0 : spread(raw);
    const of = `of ${String(disturbances.length)} shots`;
    return [
      ...(isMost(crowded)
        ? [`${title}: in ${String(crowded.length)} ${of} others took over ${share(MOST.others)} of a core`]
        : []),
      ...(isMost(robbed)
        ? [
            `${title}: in ${String(robbed.length)} ${of} the host took over ${share(MOST.stolen)} of a core away`,
          ]
        : []),
      ...(uneven > MOST.spread
        ? [`${title}: the raw proxy's own rounds are ${share(uneven)} apart, over ${share(MOST.spread)}`]
        : []),
    ];
  });
}

function share(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
