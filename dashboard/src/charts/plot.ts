import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from './series';
import { colour } from '../theme/theme';

export interface PlotOptions {
  readonly series: readonly Series[];
  /** Whether they stand on each other. */
  readonly isStacked: boolean;
  readonly format: (value: number) => string;
  /** @param seconds since 1970 */
  readonly formatTime: (seconds: number) => string;
  /** At least so much is on the scale, so that a flat line of nothing lies on the ground. */
  readonly atLeast: number;
  /** Told which of the times is pointed at. */
  readonly onPoint: (at: number | null) => void;
}

const FONT = '12px system-ui, sans-serif';
/** Of a digit in that font, in pixels. */
const DIGIT = 7;
const AXIS_GAP = 16;
const X_AXIS = 26;
const BARS = uPlot.paths.bars?.({ size: [0.75, 28], radius: 0.15 });

function painted({ label, colour: variable, shape }: Series): uPlot.Series {
  const stroke = colour(variable);
  if (shape === 'bars' && BARS !== undefined)
    return { label, fill: stroke, stroke, width: 0, paths: BARS, points: { show: false } };
  // A value alone between two gaps is a point.
  const points = { show: true, size: 4, fill: stroke };
  return {
    label,
    stroke,
    width: 2,
    points,

    ...(shape === 'area' && { fill: `${stroke}2e` }),
  };
}

/** uPlot asks before it has any, too, whatever its types say. */
function widest(values: readonly string[] | null): number {
  return Math.max(1, ...(values ?? []).map((text) => text.length));
}

/** Paints into an element, as wide as that is. */
export function plot(element: HTMLElement, data: uPlot.AlignedData, options: PlotOptions): uPlot {
  const { series, isStacked, format, formatTime, atLeast, onPoint } = options;
  const ink = colour('--text-soft');
  const axis: uPlot.Axis = { stroke: ink, font: FONT, ticks: { show: false } };
  const [first = 0, second = first] = data[0];
  // Bars stand around their time.
  const margin = series.some(({ shape }) => shape === 'bars') ? (second - first) / 2 : 0;
  const order = isStacked ? [...series].reverse() : series;
  return new uPlot(
    {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: !isStacked } },
      scales: {
        x: { time: true, range: (_, first, last) => [first - margin, last + margin] },
        y: { range: (_, __, most) => [0, Math.max(most, atLeast) * 1.1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 72,
          size: X_AXIS,
          values: (_, times) => times.map((seconds) => formatTime(seconds)),
        },
        {
          ...axis,
          grid: { stroke: colour('--line'), width: 1 },
          space: 36,
          size: (_, values) => AXIS_GAP + DIGIT * widest(values),
          values: (_, values) => values.map((value) => format(value)),
        },
      ],
      series: [{}, ...order.map((one) => painted(one))],
      hooks: {
        setCursor: [
          ({ cursor }) => {
            onPoint(cursor.idx ?? null);
          },
        ],
      },
    },
    data,
    element,
  );
}
