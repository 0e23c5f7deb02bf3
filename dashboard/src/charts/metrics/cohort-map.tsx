import type { ReactNode } from 'react';
import { count, percent } from '../../parts/format';
import { heatOf, heatRange } from './heat';
import './metrics.css';
import type { CohortReading } from './readings';

/** What each cohort kept after each period. It is a table; the tints only repeat what its cells say. */
export function CohortMap({
  reading: { period, cohorts, curve },
}: {
  readonly reading: CohortReading;
}): ReactNode {
  const longest = Math.max(...cohorts.map(({ rates }) => rates.length), 1);
  const periods = Array.from({ length: longest }, (_, at) => at);
  const range = heatRange(cohorts.map(({ rates }) => rates));
  return (
    <figure className="metric-figure">
      <figcaption>Retention by cohort</figcaption>
      <p className="fine">
        The share of each cohort that was still there after so many {period}s. The stronger the tint, the
        more.
      </p>
      <div
        className="cohort-frame"
        role="group"
        aria-label="Retention by cohort, scrolls sideways"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- It scrolls on its own: a keyboard has to reach it.
        tabIndex={0}
      >
        <table className="cohort-map">
          <caption className="unseen">Retention by cohort and {period}</caption>
          <thead>
            <tr>
              <th scope="col">Cohort</th>
              <th scope="col" className="numeric">
                Size
              </th>
              {periods.map((at) => (
                <th key={at} scope="col" className="numeric">
                  {at === 0 ? 'Start' : `+${String(at)}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map(({ cohort, size, rates }) => (
              <tr key={cohort}>
                <th scope="row">{cohort}</th>
                <td className="numeric">{count(size)}</td>
                {periods.map((at) => heatCell(at, rates[at]))}
              </tr>
            ))}
            <tr className="cohort-all">
              <th scope="row">All</th>
              <td className="numeric">{count(curve[0]?.at_start ?? 0)}</td>
              {periods.map((at) => heatCell(at, curve.find((point) => point.period === at)?.rate))}
            </tr>
          </tbody>
        </table>
      </div>
    </figure>
  );

  function heatCell(at: number, rate: number | undefined): ReactNode {
    if (rate === undefined) return <td key={at} aria-label="not yet" />;
    const tint = at === 0 ? 'heat-start' : `heat-${String(heatOf(rate, range))}`;
    return (
      <td key={at} className={`numeric ${tint}`}>
        {percent(rate)}
      </td>
    );
  }
}
