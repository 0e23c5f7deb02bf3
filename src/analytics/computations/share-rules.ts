import { applyDecorators } from '@nestjs/common';
import { IsNumber, Max, Min } from 'class-validator';
import { Describe, Nullable } from '../../http';

/** The rules of a share of a whole, from 0 to 1. */
export const Share = (description: string): PropertyDecorator =>
  applyDecorators(IsNumber(), Min(0), Max(1), Describe(`${description}; a share from 0 to 1`));

/** The rules of a share that may be missing. */
export const ShareOrNull = (description: string): PropertyDecorator =>
  applyDecorators(Nullable(), Share(description));
