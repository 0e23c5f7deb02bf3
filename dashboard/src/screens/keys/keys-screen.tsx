import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function KeysScreen(): ReactNode {
  return <ScreenHead title="Keys" />;
}
