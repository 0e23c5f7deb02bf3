import type { ReactNode } from 'react';

interface Column<Row> {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface RowsProps<Row> {
  /** What the table shows, for who hears it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/** A table. On a phone each row becomes a card, and each cell says what it is. The first column names the row. */
export function Rows<Row>({ caption, columns, rows, rowKey }: RowsProps<Row>): ReactNode {
  return (
    <div className="rows-frame">
      <table className="rows">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric }) => (
              <th key={title} scope="col" className={numeric === true ? 'numeric' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, numeric, cell }, at) => {
                const props = {
                  className: numeric === true ? 'numeric' : undefined,
                  'data-label': title,
                };
                return at === 0 ? (
                  <th key={title} scope="row" {...props}>
                    <div>{cell(row)}</div>
                  </th>
                ) : (
                  <td key={title} {...props}>
                    <div>{cell(row)}</div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
