import { applyDecorators, type Type as Class } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { Decimals, Describe, Optional } from '../http';

/** What the data is about, where the caller says so; the numbers do not depend on it. */
const TIME_PERIODS = ['last_7_days', 'last_30_days', 'last_90_days', 'last_12_months'] as const;

export type TimePeriod = (typeof TIME_PERIODS)[number];

const MOST_MONEY = 1_000_000_000_000;
const MOST_COUNT = 1_000_000_000;

/** The rules that parameters are made of: none lets words in. */
export const TimePeriodRule = (): PropertyDecorator =>
  applyDecorators(Optional(), IsIn(TIME_PERIODS), Describe('What stretch of time the data covers'));

/** A name without words: a code of a plan, a step, a reason or a cohort. */
export const Slug = (description: string, options: ValidationOptions = {}): PropertyDecorator =>
  applyDecorators(
    Matches(/^[a-z0-9_-]{1,40}$/, {
      message: '$property must be 1 to 40 lower-case letters, digits, - or _',
      ...options,
    }),
    Describe(description),
  );

/** A calendar month, ISO 8601. */
export const Month = (description: string): PropertyDecorator =>
  applyDecorators(
    Matches(/^20\d\d-(?:0[1-9]|1[0-2])$/, { message: '$property must be a month such as 2026-11' }),
    Describe(description),
  );

/** An amount of money in any one currency, to the cent. */
export const Money = (description: string): PropertyDecorator =>
  applyDecorators(
    IsNumber(),
    Decimals('cents', 2, 'must have at most two decimals'),
    Min(0),
    Max(MOST_MONEY),
    Describe(description, { multipleOf: 0.01 }),
  );

export const Count = (description: string): PropertyDecorator =>
  applyDecorators(IsInt(), Min(0), Max(MOST_COUNT), Describe(description));

/** A part with rules of its own. */
export const PartOf = (part: Class<object>, description: string): PropertyDecorator =>
  applyDecorators(
    IsObject(),
    ValidateNested(),
    Type(() => part),
    Describe(description),
  );

/** A list of such parts. */
export const ListOf = (
  part: Class<object>,
  { least = 0, most }: { readonly least?: number; readonly most: number },
  description: string,
): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    // A list in a list would be looked into instead.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => part),
    Describe(description),
  );
