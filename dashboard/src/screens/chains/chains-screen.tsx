import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function ChainsScreen(): ReactNode {
  return <ScreenHead title="Chains" />;
}
