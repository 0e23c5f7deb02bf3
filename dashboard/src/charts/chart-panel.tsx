import { ChartLine, Table } from 'lucide-react';
import { useState, type ComponentProps, type ReactNode } from 'react';
import { ActionButton } from '../parts/action-button';
import { Panel } from '../parts/panel';
import { Rows } from '../parts/rows';
import type { Series } from './series';
import { TimeChart } from './time-chart';

interface ChartPanelProps extends Omit<ComponentProps<typeof TimeChart>, 'label'> {
  readonly title: string;
  /** What a row of the table is, such as `Day`. */
  readonly rowIs: string;
}

/** A chart under a heading, with the same numbers as a table for who prefers that. */
export function ChartPanel({ title, rowIs, ...chart }: ChartPanelProps): ReactNode {
  const [isTable, setTable] = useState(false);
  return (
    <Panel
      title={title}
      actions={
        <ActionButton
          kind="quiet"
          aria-label={isTable ? `Show ${title} as a chart` : `Show ${title} as a table`}
          onPress={() => {
            setTable(!isTable);
          }}
        >
          {isTable ? <ChartLine aria-hidden /> : <Table aria-hidden />}
        </ActionButton>
      }
    >
      {isTable ? <Numbers title={title} rowIs={rowIs} {...chart} /> : <TimeChart label={title} {...chart} />}
    </Panel>
  );
}

function Numbers({ title, rowIs, times, series, format, formatTime }: ChartPanelProps): ReactNode {
  return (
    <div
      className="chart-table"
      role="group"
      aria-label={`${title}, in numbers`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- It scrolls on its own: a keyboard has to reach it.
      tabIndex={0}
    >
      <Rows
        caption={title}
        columns={[
          { title: rowIs, cell: ({ seconds }: { seconds: number }) => formatTime(seconds) },
          ...series.map(({ label, values }: Series) => ({
            title: label,
            numeric: true,
            cell: ({ at }: { at: number }) => (values[at] == null ? '–' : format(values[at])),
          })),
        ]}
        rows={times.map((seconds, at) => ({ seconds, at })).reverse()}
        rowKey={({ seconds }) => String(seconds)}
      />
    </div>
  );
}
