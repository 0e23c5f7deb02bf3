import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Badge } from '../../parts/badge';
import { day, roughUsd, soon, time, usd } from '../../parts/format';
import { Rows } from '../../parts/rows';
import { BudgetMeter } from './budget-meter';
import { outlookOf, spentBy, type ShownBudget } from './outlook';
import { OUTLOOKS, ownerOf, SCOPES } from './words';

interface BudgetRowsProps {
  readonly budgets: readonly ShownBudget[];
  /** Whether the names lead to those whose budgets these are. */
  readonly linked: boolean;
}

/** Budgets, one below the other. */
export function BudgetRows({ budgets, linked }: BudgetRowsProps): ReactNode {
  return (
    <Rows
      caption="Budgets"
      columns={[
        { title: 'Of', cell: (budget: ShownBudget) => <Owner budget={budget} linked={linked} /> },
        { title: 'Spent', cell: (budget) => <BudgetMeter budget={budget} /> },
        { title: 'Left', numeric: true, cell: ({ remaining_usd: left }) => usd(left) },
        { title: 'At the end of the period', cell: (budget) => <Forecast budget={budget} /> },
        { title: 'Begins anew', cell: ({ resets_at: resets }) => (resets === null ? 'never' : soon(resets)) },
      ]}
      rows={budgets}
      rowKey={({ scope, id, period }) => `${scope} ${id ?? ''} ${period}`}
    />
  );
}

function Owner({ budget, linked }: { readonly budget: ShownBudget; readonly linked: boolean }): ReactNode {
  const { scope, id } = budget;
  const name = ownerOf(budget);
  const address = scope === 'key' && id !== null ? `/keys/${id}` : scope === 'user' ? '/users' : undefined;
  return (
    <span className="budget-owner">
      {linked && address !== undefined ? <Link href={address}>{name}</Link> : name}
      {scope !== 'gateway' && <span className="fine">{SCOPES[scope]}</span>}
    </span>
  );
}

function Forecast({ budget }: { readonly budget: ShownBudget }): ReactNode {
  const outlook = outlookOf(budget);
  const { tone, word } = OUTLOOKS[outlook];
  const by = spentBy(budget);
  return (
    <span className="budget-forecast">
      <Badge tone={tone}>{word}</Badge>
      <span className="fine">
        {budget.forecast_usd === null ? 'no forecast' : `about ${roughUsd(budget.forecast_usd)}`}
        {by !== undefined && `, spent by ${budget.period === 'day' ? time(by) : day(by)}`}
      </span>
    </span>
  );
}
