import type { ReactNode } from 'react';
import { Rows } from '../../parts/rows';
import { bridgeOf, bridgeRange } from './bridge';
import { BridgeColumns, BridgeRows } from './bridge-drawing';
import { ChartFigure } from './chart-figure';
import { money, signed } from './figure-format';
import type { MrrReading } from './readings';

/** About what a letter takes: where the words of the columns would run into each other, there are rows instead. */
const LETTER_WIDTH = 8;
const LEAST_COLUMN = 90;
const COLUMNS_HEIGHT = 270;
const ROW_HEIGHT = 46;

interface MrrBridgeProps {
  readonly reading: MrrReading;
  readonly currency: string | undefined;
}

/** How the MRR at the start became that at the end: a waterfall. */
export function MrrBridge({ reading: { overall, months }, currency }: MrrBridgeProps): ReactNode {
  const bars = bridgeOf(overall).map((bar) => ({
    ...bar,
    words:
      bar.kind === 'level' ? money(bar.amount, currency) : signed(money(bar.amount, currency), bar.amount),
  }));
  const range = bridgeRange(bars);
  const widest = Math.max(LEAST_COLUMN, ...bars.map(({ words }) => words.length * LETTER_WIDTH));
  return (
    <ChartFigure
      title="MRR bridge"
      summary={`${bars.map(({ name, words }) => `${name} ${words}`).join(', ')}.`}
      legend={
        range.cut && <p className="fine">The axis does not begin at zero, so that the movements are seen.</p>
      }
      draw={(width) =>
        width / bars.length < widest
          ? {
              height: bars.length * ROW_HEIGHT,
              drawing: <BridgeRows bars={bars} range={range} width={width} rowHeight={ROW_HEIGHT} />,
            }
          : {
              height: COLUMNS_HEIGHT,
              drawing: <BridgeColumns bars={bars} range={range} width={width} height={COLUMNS_HEIGHT} />,
            }
      }
      table={
        <Rows
          caption="MRR, month by month"
          rows={[...months, { ...overall, month: 'All' }]}
          rowKey={({ month }) => month}
          columns={[
            { title: 'Month', cell: ({ month }) => month },
            ...COLUMNS.map(([title, name]) => ({
              title,
              numeric: true,
              cell: (row: MrrReading['overall']) => money(row[name], currency),
            })),
          ]}
        />
      }
    />
  );
}

const COLUMNS = [
  ['Start', 'starting_mrr'],
  ['New', 'new_mrr'],
  ['Expansion', 'expansion_mrr'],
  ['Contraction', 'contraction_mrr'],
  ['Churn', 'churned_mrr'],
  ['End', 'ending_mrr'],
] as const;
