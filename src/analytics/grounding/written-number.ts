/** Digits as written: their value, and how many decimals they show. */
export interface WrittenNumber {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly decimals: number;
}

const GROUPED = /^\d{1,3}([,'_\u00A0])\d{3}(?:\1\d{3})*(?:\.\d+)?$/;
const GROUPED_BEFORE_COMMA = /^\d{1,3}([.'\u00A0])\d{3}(?:\1\d{3})*,\d+$/;
const GROUPED_BY_DOTS = /^\d{1,3}(?:\.\d{3}){2,}$/;
const DECIMAL_COMMA = /^\d+,(?:\d{1,2}|\d{4,})$/;
const DECIMAL = /^\d+(?:\.\d+)?$/;

function english(run: string): string | undefined {
  if (DECIMAL.test(run)) return run;
  if (GROUPED.test(run)) return run.replace(/[^\d.]/g, '');
  if (GROUPED_BEFORE_COMMA.test(run)) return run.replace(/[^\d,]/g, '').replace(',', '.');
  if (GROUPED_BY_DOTS.test(run)) return run.replaceAll('.', '');
  return DECIMAL_COMMA.test(run) ? run.replace(',', '.') : undefined;
}

function written(text: string, start: number, end: number): WrittenNumber {
  const dot = text.indexOf('.');
  return { start, end, value: Number(text), decimals: dot < 0 ? 0 : text.length - dot - 1 };
}

/** The numbers of a run of digits and separators that begins at `start`: one, or several when it reads as a list. */
export function writtenNumbers(run: string, start: number): readonly WrittenNumber[] {
  const whole = english(run);
  if (whole !== undefined) return [written(whole, start, start + run.length)];
  const parts = /\.\d+\./.test(run) ? run.matchAll(/\d+/g) : run.matchAll(/\d+(?:\.\d+)?/g);
  return Array.from(parts, (part) =>
    written(part[0], start + part.index, start + part.index + part[0].length),
  );
}
