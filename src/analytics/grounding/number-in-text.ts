/** A number where it stands in a folded text. */
export interface NumberInText {
  readonly start: number;
  readonly end: number;
  /** Its magnitude; NaN for a numeral that is seen and cannot be read. */
  readonly value: number;
  /** What one of the last digit shown is worth: 0.1 in "12.3", a hundred thousand in "1.2M". */
  readonly step: number;
  readonly scale: number;
  readonly percent: boolean;
  /** A small word such as "five": a number only where what it runs up to is a percentage or has a scale. */
  readonly prose: boolean;
}
