import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function OverviewScreen(): ReactNode {
  return <ScreenHead title="Overview" />;
}
