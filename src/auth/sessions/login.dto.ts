import { IsString, Length } from 'class-validator';

/** Far more than a name or a password may have; what is longer is no attempt to log in. */
const LONGEST = 1024;

/** The body of `POST /login`, CONTRACT section 3. */
export class LoginDto {
  @IsString()
  @Length(1, LONGEST)
  username!: string;

  @IsString()
  @Length(1, LONGEST)
  password!: string;
}

/** The body of `POST /token/refresh`. */
export class RefreshDto {
  @IsString()
  @Length(1, 4096)
  refresh_token!: string;
}
