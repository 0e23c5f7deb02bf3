import type { ReactNode } from 'react';
import { count } from '../../parts/format';
import { share } from './figure-format';
import './metrics.css';
import type { FunnelReading, FunnelStep } from './readings';

const PERCENT = 100;

/** How many reach each step: a list in words, each with a bar that is as long as its count. */
export function Funnel({ reading: { steps, before } }: { readonly reading: FunnelReading }): ReactNode {
  const most = Math.max(...steps.map((step) => step.count), 1);
  return (
    <figure className="metric-figure">
      <figcaption>Funnel</figcaption>
      <ol className="funnel" aria-label="Funnel, step by step">
        {steps.map((step) => (
          <li key={step.step}>
            <div className="funnel-words">
              <strong>{step.step}</strong>
              <span>{count(step.count)}</span>
              {step.from_previous !== null && <span>{share(step.from_previous)} of the step before</span>}
              <Change step={step} before={before} />
            </div>
            <div className="funnel-track" aria-hidden>
              <div className="funnel-bar" style={{ width: `${String((PERCENT * step.count) / most)}%` }} />
            </div>
          </li>
        ))}
      </ol>
      <p>
        From the first step to the last: <strong>{share(steps.at(-1)?.from_first ?? null)}</strong>
      </p>
    </figure>
  );
}

interface ChangeProps {
  readonly step: FunnelStep;
  readonly before: FunnelReading['before'];
}

/** What the comparison had, and whether the difference is more than chance. */
function Change({ step, before }: ChangeProps): ReactNode {
  const compared = before.get(step.step);
  if (compared?.rate == null) return null;
  return (
    <span className="fine">
      {share(compared.rate)} in the comparison
      {compared.significant === true && <strong>, a clear change</strong>}
      {compared.significant === false && ', no clear change'}
    </span>
  );
}
