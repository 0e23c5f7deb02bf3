const BEAT_MS = 10;
/** A turn of the event loop that takes longer counts as so long: the host of this machine had taken it away. */
const LONGEST_TURN_MS = 100;

/** Milliseconds that work took of the time in which this machine ran: no promise about time is kept or broken by its host. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  let ms = 0;
  let last = performance.now();
  const count = (): void => {
    const now = performance.now();
    ms += Math.min(now - last, LONGEST_TURN_MS);
    last = now;
  };
  const beat = setInterval(count, BEAT_MS);
  try {
    const value = await work();
    count();
    return { value, ms };
  } finally {
    clearInterval(beat);
  }
}
