import type { Overview } from '@sallyport/client';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count, time } from '../../parts/format';
import { Meter } from '../../parts/meter';
import { Panel } from '../../parts/panel';
import { BudgetMeter } from '../budgets/budget-meter';
import { reportOf } from '../budgets/outlook';
import { ownerOf } from '../budgets/words';

const NEARLY_ALL = 0.9;

/** How much the caller may still ask. */
export function LimitsPanel({ limits }: Pick<Overview, 'limits'>): ReactNode {
  const { requests_used: used, requests_remaining: left, max_requests: most } = limits;
  const tone = left === 0 ? 'bad' : used >= NEARLY_ALL * most ? 'warning' : 'neutral';
  return (
    <Panel title="Your rate limit">
      <Meter
        label="Requests in this window"
        used={used}
        limit={most}
        tone={tone}
        words={
          <>
            <strong>{count(used)}</strong> of {count(most)} requests in {count(limits.window_seconds)} seconds
          </>
        }
      />
      <p className="fine">
        {left === 0 ? 'None is left' : `${count(left)} left`}; the next window begins at{' '}
        {time(limits.resets_at)}.
      </p>
    </Panel>
  );
}

/** The budgets that bound the caller. */
export function BudgetsPanel({ budgets }: Pick<Overview, 'budgets'>): ReactNode {
  return (
    <Panel title="Budgets" actions={<Link href="/budgets">All budgets</Link>}>
      {budgets.length === 0 ? (
        <p className="quiet-note">No budget bounds what you spend.</p>
      ) : (
        budgets.map((state) => {
          const budget = reportOf(state);
          return (
            <div key={`${state.scope} ${state.period}`} className="allowance">
              <h3>{ownerOf(budget)}</h3>
              <BudgetMeter budget={budget} />
            </div>
          );
        })
      )}
    </Panel>
  );
}
