import { Type } from 'class-transformer';
import {
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
} from 'class-validator';
import { Optional } from '../../http';
import { MODES, ROLES, type Mode, type Role } from '../../kernel';
import { BudgetDto } from '../budget.dto';
import { PagingQuery } from '../paging';
import { passwordFault } from './passwords';
import { USERNAME } from './user';

@ValidatorConstraint({ name: 'password' })
class PasswordRule {
  validate(value: unknown): boolean {
    return typeof value === 'string' && passwordFault(value) === undefined;
  }

  defaultMessage({ value }: ValidationArguments): string {
    return `password ${(typeof value === 'string' ? passwordFault(value) : undefined) ?? 'must be a text'}`;
  }
}

/** What may be said of every user; a null budget is none. */
class UserBoundsDto {
  @Optional()
  @IsIn(MODES)
  mode?: Mode;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetDto)
  budget?: BudgetDto | null;
}

/** The body of `POST /admin/users`, CONTRACT section 3. */
export class CreateUserDto extends UserBoundsDto {
  @IsString()
  @Matches(USERNAME, {
    message: 'username must be 1 to 64 letters, digits or any of ._@+-, and begin with a letter or digit',
  })
  username!: string;

  @IsString()
  @Validate(PasswordRule)
  password!: string;

  @IsIn(ROLES)
  role!: Role;
}

/** The body of `PATCH /admin/users/:id`. */
export class ChangeUserDto extends UserBoundsDto {
  @Optional()
  @IsString()
  @Validate(PasswordRule)
  password?: string;

  @Optional()
  @IsIn(ROLES)
  role?: Role;
}

export class UserListQuery extends PagingQuery {
  @Optional()
  @IsIn(['created_at', '-created_at', 'username', '-username'])
  override sort?: string;
}
