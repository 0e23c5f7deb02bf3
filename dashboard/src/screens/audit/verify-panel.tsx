import type { AuditVerdict } from '@sallyport/client';
import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badge';
import { count, when } from '../../parts/format';
import { Panel } from '../../parts/panel';
import { Rows } from '../../parts/rows';

type Writer = AuditVerdict['writers'][number];

const STATES: Readonly<Record<Writer['state'], readonly [string, Tone]>> = {
  open: ['writing', 'good'],
  closed: ['closed in order', 'neutral'],
  gone: ['gone without a word', 'warning'],
  sealed: ['removed after its time', 'neutral'],
  bad: ['not as written', 'bad'],
};

/** Whether the trail is as it was written. */
export function VerdictPanel({ verdict }: { readonly verdict: AuditVerdict }): ReactNode {
  const { valid, rows, writers, first_bad: bad, public_keys: keys, checked_at: at } = verdict;
  return (
    <Panel title="Verdict">
      <p className={`verdict ${valid ? 'good' : 'bad'}`}>
        {valid ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
        <span>
          {valid ? (
            <>
              <strong>The trail is valid.</strong> {count(rows)} rows in {count(writers.length)}{' '}
              {writers.length === 1 ? 'chain' : 'chains'} are as they were written.
            </>
          ) : (
            <>
              <strong>The trail is not as it was written.</strong>{' '}
              {bad !== null && (
                <>
                  The first bad row is <code>{bad.seq}</code> of chain <code>{bad.writer}</code>: {bad.reason}
                </>
              )}
            </>
          )}{' '}
          <span className="fine">Checked {when(at)}.</span>
        </span>
      </p>
      <Rows
        caption="Chains of the trail"
        rows={writers}
        rowKey={({ writer }) => writer}
        columns={[
          { title: 'Chain', cell: ({ writer }) => <code>{writer}</code> },
          { title: 'State', cell: ({ state }) => <Badge tone={STATES[state][1]}>{STATES[state][0]}</Badge> },
          { title: 'Rows', numeric: true, cell: (one) => count(one.rows) },
          { title: 'First', numeric: true, cell: ({ first_seq: seq }) => seq ?? '–' },
          { title: 'Head', numeric: true, cell: ({ last_seq: seq }) => seq ?? '–' },
          { title: 'Last heard of', cell: ({ last_at: heard }) => when(heard) },
        ]}
      />
      <p className="fine">
        Signed with {keys.map(({ kid }) => kid).join(', ')}. <code>GET /admin/audit/export</code> has the
        trail as a file that <code>npm run audit:verify</code> checks offline.
      </p>
    </Panel>
  );
}
