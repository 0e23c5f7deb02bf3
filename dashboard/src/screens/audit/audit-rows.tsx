import type { AuditRow } from '@sallyport/client';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { Badge } from '../../parts/badge';
import { when } from '../../parts/format';
import { Rows } from '../../parts/rows';
import { wordsOf } from './audit-words';
import { useOwnerNames } from './owner-names';
import { RowDetails } from './row-details';

/** A page of the trail, as people read it. */
export function AuditRows({ rows }: { readonly rows: readonly AuditRow[] }): ReactNode {
  const nameOf = useOwnerNames();
  const [open, setOpen] = useState<AuditRow>();
  const outcome = (row: AuditRow): ReactNode => {
    const { outcome: word, tone } = wordsOf(row, nameOf);
    return <Badge tone={tone}>{row.status === undefined ? word : `${String(row.status)} ${word}`}</Badge>;
  };
  const what = (row: AuditRow): ReactNode => {
    const words = wordsOf(row, nameOf);
    return (
      <>
        {words.what}
        <code className="fine below">{words.detail}</code>
      </>
    );
  };
  return (
    <>
      <Rows
        caption="Audit trail"
        rows={rows}
        rowKey={({ writer, seq }) => `${writer} ${String(seq)}`}
        columns={[
          { title: 'What', cell: what },
          { title: 'Who', cell: ({ actor, kind }) => <Who actor={actor} kind={kind} nameOf={nameOf} /> },
          { title: 'When', cell: ({ at }) => <time dateTime={at}>{when(at)}</time> },
          { title: 'From', cell: ({ client }) => client ?? '–' },
          { title: 'Outcome', cell: outcome },
          {
            title: 'Actions',
            cell: (row) => (
              <div className="row-acts">
                <ActionButton
                  onPress={() => setOpen(row)}
                  aria-label={`Details: ${wordsOf(row, nameOf).what}, ${when(row.at)}`}
                >
                  Details
                </ActionButton>
              </div>
            ),
          },
        ]}
      />
      {open !== undefined && <RowDetails row={open} nameOf={nameOf} close={() => setOpen(undefined)} />}
    </>
  );
}

interface WhoProps {
  readonly actor: AuditRow['actor'] | undefined;
  readonly kind: AuditRow['kind'];
  readonly nameOf: (owner: string) => string;
}

function Who({ actor, kind, nameOf }: WhoProps): ReactNode {
  if (actor == null) return kind === 'request' ? 'nobody known' : '–';
  const key = /^key:([0-9A-Za-z]{12})/.exec(actor)?.[1];
  return key === undefined ? nameOf(actor) : <Link href={`/keys/${key}`}>{nameOf(actor)}</Link>;
}
