import {
  Activity,
  KeyRound,
  MessagesSquare,
  ScrollText,
  ShieldCheck,
  Sparkles,
  Users,
  Wallet,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Needs } from '../session/rights';

/** A page of the dashboard. Each is a file of its own, which is loaded when it is first opened. */
export interface Screen {
  /** After `#`; what follows it is the screen's own. */
  readonly path: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly needs: Needs;
  readonly View: LazyExoticComponent<ComponentType>;
}

/** In the order of the navigation. Who may not use a screen does not see it. */
export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    title: 'Overview',
    icon: Activity,
    needs: { role: 'readonly' },
    View: lazy(async () => ({
      default: (await import('../screens/overview/overview-screen')).OverviewScreen,
    })),
  },
  {
    path: '/budgets',
    title: 'Budgets',
    icon: Wallet,
    needs: { role: 'readonly' },
    View: lazy(async () => ({ default: (await import('../screens/budgets/budgets-screen')).BudgetsScreen })),
  },
  {
    path: '/keys',
    title: 'Keys',
    icon: KeyRound,
    needs: { role: 'admin' },
    View: lazy(async () => ({ default: (await import('../screens/keys/keys-screen')).KeysScreen })),
  },
  {
    path: '/users',
    title: 'Users',
    icon: Users,
    needs: { role: 'admin' },
    View: lazy(async () => ({ default: (await import('../screens/users/users-screen')).UsersScreen })),
  },
  {
    path: '/chains',
    title: 'Chains',
    icon: MessagesSquare,
    needs: { role: 'readonly' },
    View: lazy(async () => ({ default: (await import('../screens/chains/chains-screen')).ChainsScreen })),
  },
  {
    path: '/ask',
    title: 'Ask',
    icon: Sparkles,
    needs: { role: 'analyst', writes: true },
    View: lazy(async () => ({ default: (await import('../screens/ask/ask-screen')).AskScreen })),
  },
  {
    path: '/audit',
    title: 'Audit',
    icon: ScrollText,
    needs: { role: 'admin' },
    View: lazy(async () => ({ default: (await import('../screens/audit/audit-screen')).AuditScreen })),
  },
  {
    path: '/posture',
    title: 'Posture',
    icon: ShieldCheck,
    needs: { role: 'admin' },
    View: lazy(async () => ({ default: (await import('../screens/posture/posture-screen')).PostureScreen })),
  },
];

/** The screen that an address is of: its own path, or one below it. */
export function screenAt(address: string): Screen | undefined {
  return SCREENS.find(({ path }) => address === path || (path !== '/' && address.startsWith(`${path}/`)));
}
