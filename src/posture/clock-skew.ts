import { failure, pass, warning, type Finding } from './check';

/** Whole seconds are all that an HTTP date tells. */
const NOTICED_MS = 2000;
/** Well before signatures (300 s) are refused and tokens are good too long. */
const TOO_MUCH_MS = 30_000;

const FIX = 'Let NTP keep the time on every machine (chronyd or systemd-timesyncd)';

/** How far clocks are apart from ours; milliseconds that they are ahead. */
export function skewFinding(
  clocks: readonly { readonly of: string; readonly ms: number }[],
  none: string,
): Finding {
  const [first, ...rest] = clocks;
  if (first === undefined) return pass(none);
  const worst = rest.reduce((one, other) => (Math.abs(other.ms) > Math.abs(one.ms) ? other : one), first);
  const seconds = `${(Math.abs(worst.ms) / 1000).toFixed(1)} s ${worst.ms > 0 ? 'ahead of' : 'behind'} ours`;
  const said = `The clock of ${worst.of} is ${seconds}`;
  if (Math.abs(worst.ms) > TOO_MUCH_MS) return failure(said, FIX);
  if (Math.abs(worst.ms) > NOTICED_MS) return warning(said, FIX);
  return pass(said);
}
