/** A point of a series. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The slope of the straight line with the least squares of its distances. NaN for fewer than two points. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [midX, midY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const covariance = mean(({ x, y }) => (x - midX) * (y - midY));
  return covariance / mean(({ x }) => (x - midX) ** 2);
}
