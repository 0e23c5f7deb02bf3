import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { Mode, Principal, Role } from '../../kernel';
import { Access } from '../access';
import { callerOf } from '../caller-of';

/** The answer of `GET /protected`, CONTRACT section 3. */
export interface Identity {
  readonly user: string;
  readonly role: Role;
  readonly mode: Mode;
  readonly credential: Principal['credential'];
  /** ISO 8601, UTC; null for a credential without an end. */
  readonly expires_at: string | null;
}

/** Tells callers who they are. */
@Controller()
export class IdentityController {
  @Get(['protected', 'auth/me'])
  @Access({ atLeast: 'readonly' })
  whoAmI(@Req() request: Request): Identity {
    const { name, role, mode, credential, token, expiresAt } = callerOf(request);
    const end = token?.expiresAt ?? expiresAt;
    return {
      user: name,
      role,
      mode,
      credential,
      expires_at: end === undefined ? null : new Date(end).toISOString(),
    };
  }
}
