import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type uPlot from 'uplot';
import './charts.css';
import type { PlotOptions } from './plot';
import { inWords, isEmpty, plotData, type Series } from './series';
import { useTheme } from '../theme/theme';

interface TimeChartProps {
  /** What it shows, as people call it. */
  readonly label: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly formatTime: (seconds: number) => string;
  /** Whether the series stand on each other. */
  readonly isStacked?: boolean;
  readonly atLeast?: number;
  /** What stands there while there is nothing to see. */
  readonly nothing: string;
}

/** Values over time. It follows the width, the theme and the numbers; who does not see it hears a sentence. */
export function TimeChart({
  label,
  times,
  series,
  format,
  formatTime,
  isStacked = false,
  atLeast = 0,
  nothing,
}: TimeChartProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(undefined);
  const theme = useTheme();
  const [isMissing, setMissing] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);
  const data = useMemo(() => plotData(times, series, isStacked), [times, series, isStacked]);
  const looks = series.map((one) => `${one.label} ${one.colour} ${one.shape}`).join('|');
  const latest = useRef<PlotOptions & { readonly data: uPlot.AlignedData }>(undefined);

  useEffect(() => {
    latest.current = { series, isStacked, format, formatTime, atLeast, onPoint: setPointed, data };
    drawn.current?.setData(data);
  }, [series, isStacked, format, formatTime, atLeast, data]);

  useEffect(() => {
    const { current: element } = frame;
    if (element === null) return;
    let end: (() => void) | undefined;
    let isOver = false;
    // What paints is the heaviest part of the page: the numbers are there before it.
    import('./plot').then(
      ({ plot }) => {
        const options = latest.current;
        if (isOver || options === undefined) return;
        const chart = plot(element, options.data, options);
        drawn.current = chart;
        const observer = new ResizeObserver(() => {
          chart.setSize({ width: element.clientWidth, height: element.clientHeight });
        });
        observer.observe(element);
        end = () => {
          observer.disconnect();
          chart.destroy();
          drawn.current = undefined;
        };
      },
      () => {
        setMissing(true);
      },
    );
    return () => {
      isOver = true;
      end?.();
    };
  }, [theme, looks, isStacked]);

  const at = pointed === null ? undefined : times[pointed];
  return (
    <figure className="chart">
      <figcaption className="chart-legend">
        {series.map(({ label: name, colour: variable, shape, values }) => (
          <span key={name} className="chart-key">
            <span
              className={`chart-swatch ${shape}`}
              style={{ background: `var(${variable})` }}
              aria-hidden
            />
            {name}
            {at !== undefined && (
              <strong aria-hidden>
                {values[pointed ?? 0] == null ? '–' : format(values[pointed ?? 0] ?? 0)}
              </strong>
            )}
          </span>
        ))}
        {at !== undefined && (
          <span className="chart-time" aria-hidden>
            {formatTime(at)}
          </span>
        )}
      </figcaption>
      <div className="chart-frame">
        <div
          ref={frame}
          className="chart-plot"
          role="img"
          aria-label={`${label}. ${inWords(series, format)}`}
        />
        {isEmpty(series) && <p className="chart-nothing">{nothing}</p>}
        {isMissing && (
          <p className="chart-nothing">The chart could not be loaded; the table has its numbers.</p>
        )}
      </div>
    </figure>
  );
}
