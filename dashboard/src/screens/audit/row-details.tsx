import type { AuditRow } from '@sallyport/client';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { DialogBox } from '../../parts/dialog-box';
import { Facts } from '../../parts/facts';
import { count, duration, usd, when } from '../../parts/format';
import { Rows } from '../../parts/rows';
import { differencesIn } from './act-diff';
import { addressOf } from './audit-filter';
import { wordsOf } from './audit-words';

interface RowDetailsProps {
  readonly row: AuditRow;
  readonly nameOf: (owner: string) => string;
  readonly close: () => void;
}

/** All that one row says. */
export function RowDetails({ row, nameOf, close }: RowDetailsProps): ReactNode {
  const { what } = wordsOf(row, nameOf);
  return (
    <DialogBox title={what} close={close}>
      {row.kind === 'act' && <Changes of={row} />}
      <Facts of={factsOf(row, nameOf).filter(([, fact]) => fact !== null && fact !== undefined)} />
      <div className="dialog-actions">
        <div className="detail-links">
          {row.request_id != null && (
            <Link href={addressOf({ request_id: row.request_id })} onClick={close}>
              All of this request
            </Link>
          )}
          {row.actor != null && (
            <Link href={addressOf({ actor: row.actor })} onClick={close}>
              All that {nameOf(row.actor)} did
            </Link>
          )}
        </div>
        <ActionButton onPress={close}>Close</ActionButton>
      </div>
    </DialogBox>
  );
}

function Changes({ of: { before, after } }: { readonly of: AuditRow }): ReactNode {
  const differences = differencesIn(before, after);
  if (differences.length === 0) return <p className="fine">It changed nothing that is shown.</p>;
  return (
    <div className="changes">
      <Rows
        caption="What was changed"
        rows={differences}
        rowKey={({ field }) => field}
        columns={[
          { title: 'Field', cell: ({ field }) => <code>{field}</code> },
          { title: 'Before', cell: (one) => <Side text={one.before} kind="before" /> },
          { title: 'After', cell: (one) => <Side text={one.after} kind="after" /> },
        ]}
      />
    </div>
  );
}

function Side({ text, kind }: { readonly text: string; readonly kind: 'before' | 'after' }): ReactNode {
  return <span className={text === '–' ? '' : `side ${kind}`}>{text}</span>;
}

function factsOf(row: AuditRow, nameOf: (owner: string) => string): (readonly [string, ReactNode])[] {
  return [
    ['When', when(row.at)],
    ['Who', row.actor == null ? null : `${nameOf(row.actor)} (${row.actor})`],
    ['Credential', row.credential],
    ['Key', row.key_id],
    ['Token', row.token_id],
    ['From', row.client],
    ['Asked', row.method === undefined ? null : `${row.method} ${row.route ?? '(no route)'}`],
    ['Status', row.status],
    ['Code', row.code],
    ['Refused by', row.layer],
    ['Alike', row.count === undefined ? null : count(row.count)],
    ['Models', row.models === undefined || row.models.length === 0 ? null : row.models.join(', ')],
    ['Cost', row.cost_micro_usd === undefined ? null : usd(row.cost_micro_usd / 1_000_000)],
    ['Took', row.ms === undefined ? null : duration(row.ms)],
    ['Change', row.action],
    ['Done to', row.target],
    ['Since', row.since === undefined ? null : when(row.since)],
    ['Version', row.version],
    ['Request', row.request_id == null ? null : <code key="id">{row.request_id}</code>],
    ['Row', <code key="row">{`${row.writer} ${String(row.seq)}`}</code>],
    ['Hash', <code key="hash">{row.hash}</code>],
  ];
}
