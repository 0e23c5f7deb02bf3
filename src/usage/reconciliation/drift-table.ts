import type { Drift, DriftLine } from './drift';
import { ledgerTotal, percentOf } from './drift';
import type { LedgerPeriod, Spent } from './ledger-days';
import { KIND_NAMES, KINDS, NO_TOKENS, type TokenCounts } from './token-counts';

/** What the ledger has, one line per day and model. */
export function ledgerTable({ days }: LedgerPeriod): string {
  const total = ledgerTotal(days);
  const columns = KINDS.filter((kind) => total.tokens[kind] !== 0);
  const cells = ({ calls, tokens, cost }: Spent): string[] => [
    count(calls),
    ...columns.map((kind) => count(tokens[kind])),
    usd(cost),
  ];
  const rows = days.flatMap((day) => [
    [day.day, day.model, ...cells(day)],
    ...(day.estimated.calls === 0 ? [] : [['', '  of which estimated', ...cells(day.estimated)]]),
  ]);
  const header = ['day', 'model', 'calls', ...columns.map((kind) => KIND_NAMES[kind]), 'cost USD'];
  const totals = [['total', '', ...cells(total)]];
  if (total.estimated.calls > 0) totals.push(['', '  of which estimated', ...cells(total.estimated)]);
  return table([header, ...rows, ...totals], 2);
}

/** Both sides, one line per day, model and kind of tokens that either has. */
export function driftTable({ lines, total, hasTokens }: Drift): string {
  const header = ['day', 'model', 'kind', 'ours', 'theirs', 'drift', 'percent', ''];
  const rows = lines.flatMap((line) => blockOf(line, hasTokens));
  const totals = blockOf({ day: 'total', model: '', ours: total.ours, theirs: total.theirs }, hasTokens);
  return table([header, ...rows, ...totals], 3);
}

function blockOf({ day, model, ours, theirs }: DriftLine, hasTokens: boolean): readonly string[][] {
  const [mine, their] = [ours?.tokens ?? NO_TOKENS, theirs?.tokens ?? NO_TOKENS];
  const kinds = hasTokens ? KINDS.filter((kind) => mine[kind] !== 0 || their[kind] !== 0) : [];
  const side = ours === undefined ? 'only in the report' : theirs === undefined ? 'only in the ledger' : '';
  const rows = kinds.map((kind) => [
    KIND_NAMES[kind],
    ...compared(BigInt(mine[kind]), BigInt(their[kind]), (amount) => count(Number(amount))),
  ]);
  rows.push(['cost USD', ...compared(ours?.cost ?? 0n, theirs?.cost ?? 0n, usd)]);
  if (ours !== undefined && ours.estimated.calls > 0) rows.push(...estimatedRows(ours.estimated, kinds));
  return rows.map((row, at) => (at === 0 ? [day, model, ...row, side] : ['', '', ...row, '']));
}

function estimatedRows({ calls, tokens, cost }: Spent, kinds: readonly (keyof TokenCounts)[]): string[][] {
  const amounts = kinds
    .filter((kind) => tokens[kind] !== 0)
    .map((kind) => [`  estimated ${KIND_NAMES[kind]}`, count(tokens[kind]), '', '', '']);
  return [
    ['of which estimated', `${count(calls)} ${calls === 1 ? 'call' : 'calls'}`, '', '', ''],
    ...amounts,
    ['  estimated cost USD', usd(cost), '', '', ''],
  ];
}

function compared(ours: bigint, theirs: bigint, write: (amount: bigint) => string): readonly string[] {
  const drift = ours - theirs;
  return [
    write(ours),
    write(theirs),
    (drift > 0n ? '+' : '') + write(drift),
    percent(percentOf(drift, theirs)),
  ];
}

export function percent(value: number | null): string {
  if (value === null) return 'n/a';
  return `${value > 0 ? '+' : ''}${value.toFixed(2)} %`;
}

/** Dollars to the last micro-USD, as bills are not rounded here: 1234567n is 1.234567. */
export function usd(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(7, '0');
  return `${amount < 0n ? '-' : ''}${count(Number(digits.slice(0, -6)))}.${digits.slice(-6)}`;
}

function count(amount: number): string {
  return amount.toLocaleString('en-US');
}

/** Padded columns: the first ones to the left, numbers to the right, and what follows the last number to the left. */
function table(rows: readonly (readonly string[])[], names: number): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  const last = rows[0]?.at(-1) === '' ? columns - 1 : columns;
  const lines = rows.map((row) =>
    row
      .map((cell, at) =>
        at < names || at >= last ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
