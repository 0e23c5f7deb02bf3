import './posture.css';
import type { Posture, PostureLine } from '@sallyport/client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, RotateCw, TriangleAlert, Wrench, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../../parts/action-button';
import { when } from '../../parts/format';
import { Panel, ScreenHead } from '../../parts/panel';
import { Stat } from '../../parts/stat';
import { Loaded } from '../../parts/states';
import { Worded } from '../../parts/worded';
import { useSession } from '../../session/session';
import { findingsOf, verdictOf, type Findings } from './findings';

const ICONS: Readonly<Record<PostureLine['status'], LucideIcon>> = {
  failure: CircleAlert,
  warning: TriangleAlert,
  pass: CircleCheck,
};

/** `/posture`: how ready this gateway is for production, and what is left to do. */
export function PostureScreen(): ReactNode {
  const { client } = useSession();
  // It asks the provider and compares passwords: only when somebody wants it.
  const query = useQuery({
    queryKey: ['posture'],
    queryFn: () => client.admin.posture(),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return (
    <>
      <ScreenHead
        title="Posture"
        lead="The checklist of going live, as this gateway stands."
        actions={
          <ActionButton busy={query.isRefetching} onPress={() => void query.refetch()}>
            <RotateCw aria-hidden /> Check again
          </ActionButton>
        }
      />
      <Loaded query={query} what="the checklist">
        {(posture) => <Checklist posture={posture} />}
      </Loaded>
    </>
  );
}

function Checklist({ posture }: { readonly posture: Posture }): ReactNode {
  const groups = findingsOf(posture);
  return (
    <>
      <dl className="stats">
        {groups.map(({ status, title, lines }) => (
          <Stat key={status} label={title} value={String(lines.length)} />
        ))}
      </dl>
      <p role="status">
        <strong>{verdictOf(posture)}</strong>{' '}
        <span className="fine">
          Checked {when(posture.checked_at)}, version {posture.version}.
        </span>
      </p>
      {groups
        .filter(({ lines }) => lines.length > 0)
        .map((group) => (
          <Group key={group.status} of={group} />
        ))}
    </>
  );
}

function Group({ of: { status, title, tone, lines } }: { readonly of: Findings }): ReactNode {
  const Icon = ICONS[status];
  return (
    <Panel title={title}>
      <ul className="findings">
        {lines.map((line) => (
          <li key={line.id} className={`finding ${tone}`}>
            <Icon aria-hidden />
            <div>
              <h3>{line.title}</h3>
              <p className="why">
                <Worded>{line.why}</Worded>
              </p>
              {line.fix !== null && (
                <p className="fix">
                  <Wrench aria-hidden /> <strong>To do:</strong> <Worded>{line.fix}</Worded>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
