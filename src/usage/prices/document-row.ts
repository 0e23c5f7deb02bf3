/** What a model's name can be: printable, and without spaces that nobody sees. */
const MODEL = /^[!-~]{1,200}$/;

/** One row of a price list that is being read. Its complaints name the row, counted from 1, and the column. */
export class DocumentRow {
  readonly #cells: ReadonlyMap<string, unknown>;

  /** @throws Error when there are not as many cells as columns */
  constructor(
    private readonly number: number,
    columns: readonly string[],
    cells: unknown,
  ) {
    if (!Array.isArray(cells) || cells.length !== columns.length)
      throw new Error(`row ${String(number)} should be a list with a cell for each column`);
    this.#cells = new Map(columns.map((column, at) => [column, cells[at] as unknown]));
  }

  has(column: string): boolean {
    return this.#cells.has(column);
  }

  cell(column: string): unknown {
    return this.#cells.get(column);
  }

  name(column: string): string {
    return `row ${String(this.number)}, column ${column}`;
  }

  models(column: string): readonly string[] {
    const value = this.cell(column);
    if (isModels(value)) return value;
    throw this.#refusal(column, 'a list of at least one model');
  }

  integer(column: string, min: number): number {
    const value = this.cell(column);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value;
    throw this.#refusal(column, `a whole number of tokens from ${String(min)} on`);
  }

  /** Epoch milliseconds of the midnight (UTC) that a day of the calendar begins with. */
  date(column: string): number {
    const value = this.cell(column);
    const time = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : NaN;
    // Date.parse may take the 31st of June for the 1st of July.
    if (!Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value) return time;
    throw this.#refusal(column, 'a date such as 2026-01-31');
  }

  #refusal(column: string, shouldBe: string): Error {
    return new Error(`${this.name(column)} should be ${shouldBe}`);
  }
}

function isModels(value: unknown): value is readonly string[] {
  const isModel = (name: unknown): boolean => typeof name === 'string' && MODEL.test(name);
  return Array.isArray(value) && value.length > 0 && value.every(isModel);
}
