import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a screen, under a heading of its own. */
export function Panel({ title, actions, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

interface ScreenHeadProps {
  readonly title: string;
  /** One line: what this screen is for. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

/** The top of a screen. */
export function ScreenHead({ title, lead, actions }: ScreenHeadProps): ReactNode {
  return (
    <div className="screen-head">
      <div>
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {actions !== undefined && <div className="actions">{actions}</div>}
    </div>
  );
}
