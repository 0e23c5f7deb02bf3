import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function AskScreen(): ReactNode {
  return <ScreenHead title="Ask" />;
}
