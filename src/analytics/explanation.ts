import { ArrayMaxSize, IsArray, IsString, Length } from 'class-validator';
import { Describe } from '../http';

const LONGEST = 2000;
const MOST = 8;

/** What every explanation says; a query may ask for more by extending it. */
export class Explanation {
  @IsString()
  @Length(1, LONGEST)
  @Describe('The answer in two to four sentences of plain text.')
  summary!: string;

  @IsArray()
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  @Length(1, LONGEST, { each: true })
  @Describe('What stands out in the numbers, the most important first, one sentence each.')
  findings!: string[];

  @IsArray()
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  @Length(1, LONGEST, { each: true })
  @Describe('What to look at or to do next, one sentence each.')
  recommendations!: string[];
}
