import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsNumber, Matches, ValidateNested } from 'class-validator';
import { Describe, Nullable } from '../../http';

/** Why there is no number: nothing to divide by, a trailing window not full yet, no end in sight, no data sent. */
const NOT_COMPUTED_REASONS = ['zero_denominator', 'too_few_periods', 'no_churn', 'not_given'] as const;

type NotComputedReason = (typeof NOT_COMPUTED_REASONS)[number];

/** Stands where a figure would, and ends up as null. */
export class NoFigure {
  constructor(readonly reason: NotComputedReason) {}
}

/** What was computed, or why it could not be. */
export type Figure<T = number> = T | NoFigure;

/** A metric that is null, and why. */
export class NotComputed {
  @Matches(/^[a-z0-9_]{1,60}$/)
  @Describe('The metric that is null, a field of the object that this list stands in')
  metric!: string;

  @IsIn(NOT_COMPUTED_REASONS)
  @Describe(
    'Why: zero_denominator: it divides by zero; too_few_periods: it needs more of them; no_churn: nobody left; ' +
      'not_given: the data for it was not sent',
  )
  reason!: NotComputedReason;
}

const MOST_METRICS = 30;

/** The rules of the field `not_computed`. */
export const NotComputedList = (): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(MOST_METRICS),
    ValidateNested({ each: true }),
    Type(() => NotComputed),
    Describe('Each metric of this object that is null, and why'),
  );

/** The rules of a number that may be missing; the description says its unit. */
export const NumberOrNull = (description: string): PropertyDecorator =>
  applyDecorators(Nullable(), IsNumber(), Describe(description));

type Told<F> = F extends NoFigure ? null : F;

/** Figures as they are told: what is missing is null, and listed with its reason in the order of the fields. */
export function told<Figures extends Readonly<Record<string, unknown>>>(
  figures: Figures,
): { -readonly [Name in keyof Figures]: Told<Figures[Name]> } & { not_computed: NotComputed[] } {
  const not_computed: NotComputed[] = [];
  const fields = Object.entries(figures).map(([metric, figure]) => {
    // JSON may say -0, which is the same number and reads as another.
    if (!(figure instanceof NoFigure)) return [metric, figure === 0 ? 0 : figure] as const;
    not_computed.push({ metric, reason: figure.reason });
    return [metric, null] as const;
  });
  return { ...Object.fromEntries(fields), not_computed } as ReturnType<typeof told<Figures>>;
}

/** The nearest number of so many decimals, half away from zero; never -0. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale + 0;
}

const RATE_DECIMALS = 6;
const RATIO_DECIMALS = 4;

/** A share or a growth, such as 0.025 for 2.5 %: to 6 decimals. */
export const asRate = (value: number): number => rounded(value, RATE_DECIMALS);

/** A multiple or a duration: to 4 decimals. */
export const asRatio = (value: number): number => rounded(value, RATIO_DECIMALS);

/** One exact number by another, as a rate. */
export const rate = (part: number | bigint, whole: number | bigint): Figure =>
  Number(whole) === 0 ? new NoFigure('zero_denominator') : asRate(Number(part) / Number(whole));

/** One exact number by another, as a ratio. */
export const ratio = (part: number | bigint, whole: number | bigint): Figure =>
  Number(whole) === 0 ? new NoFigure('zero_denominator') : asRatio(Number(part) / Number(whole));

/** Money to count with: 0.1 + 0.2 is 0.3 in cents, and sixty months of the largest amounts are exact. */
export const centsOf = (amount: number): bigint => BigInt(Math.round(amount * 100));

export const amountOf = (cents: bigint): number => Number(cents) / 100;

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

/** The month that comes `months` after another, such as 2027-02 three after 2026-11. */
export function monthAfter(month: string, months: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`;
}
