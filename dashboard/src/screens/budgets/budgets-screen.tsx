import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function BudgetsScreen(): ReactNode {
  return <ScreenHead title="Budgets" />;
}
