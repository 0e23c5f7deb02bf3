import type { ReactNode } from 'react';
import { usd } from '../../parts/format';
import { Meter } from '../../parts/meter';
import { outlookOf, type ShownBudget } from './outlook';
import { OUTLOOKS, ownerOf, PERIODS } from './words';

/** What is spent of a budget and what is held, in words and as a bar. */
export function BudgetMeter({ budget }: { readonly budget: ShownBudget }): ReactNode {
  const { limit_usd: limit, spent_usd: spent, reserved_usd: held, period } = budget;
  const outlook = outlookOf(budget);
  return (
    <Meter
      label={`Spent of the budget: ${ownerOf(budget)}, ${PERIODS[period]}`}
      used={spent}
      held={held}
      limit={limit}
      tone={outlook === 'fine' ? 'neutral' : OUTLOOKS[outlook].tone}
      words={
        <>
          <strong>{usd(spent)}</strong> of {usd(limit)} {PERIODS[period]}
          {held > 0 && <span className="fine"> · {usd(held)} held</span>}
        </>
      }
    />
  );
}
