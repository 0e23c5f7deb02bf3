import type { ReactNode } from 'react';
import './metrics.css';
import { useWidth } from './use-width';

const WIDEST = 960;

interface ChartFigureProps {
  readonly title: string;
  /** What the drawing shows, in a sentence: who does not see it hears this. */
  readonly summary: string;
  readonly legend?: ReactNode;
  /** The same numbers. */
  readonly table: ReactNode;
  /** What is drawn at a width, and how high that is, in pixels. */
  readonly draw: (width: number) => { readonly height: number; readonly drawing: ReactNode };
}

/** A drawing with its title, and its numbers as a table below. */
export function ChartFigure({ title, summary, legend, table, draw }: ChartFigureProps): ReactNode {
  const [frame, available] = useWidth<HTMLDivElement>();
  const width = Math.min(available, WIDEST);
  const { height, drawing } = draw(width);
  return (
    <figure className="metric-figure">
      <figcaption>{title}</figcaption>
      {legend}
      <div ref={frame} className="metric-frame">
        <svg
          className="metric-drawing"
          width={width}
          height={height}
          role="img"
          aria-label={`${title}. ${summary}`}
        >
          {drawing}
        </svg>
      </div>
      <details className="metric-table">
        <summary>{title} as a table</summary>
        {table}
      </details>
    </figure>
  );
}
