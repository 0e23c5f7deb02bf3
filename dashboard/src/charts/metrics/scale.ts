const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from zero to at least the highest: three to six of them, for the lines behind a chart. */
export function ticksTo(highest: number): readonly number[] {
  if (!(highest > 0)) return [0];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((one) => one * power >= rough) ?? 10) * power;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** Every how many labels one is written, so that at most so many are. */
export function labelEvery(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most));
}

/** The line through points, broken where one is missing: SVG path data. */
export function linePath(points: readonly (readonly [x: number, y: number] | undefined)[]): string {
  let down = false;
  return points
    .map((point) => {
      if (point === undefined) {
        down = false;
        return '';
      }
      const command = down ? 'L' : 'M';
      down = true;
      return `${command}${point.map((value) => String(Math.round(value * 10) / 10)).join(' ')}`;
    })
    .join('');
}
