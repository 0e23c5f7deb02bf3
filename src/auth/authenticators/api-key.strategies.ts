import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import type { Principal } from '../../kernel';
import { ApiKeyVerifier } from '../keys/api-key.verifier';

/** `x-api-key: sp_…`, as older Claude SDKs send it. Teams may use it as `AuthGuard('x-api-key')`. */
@Injectable()
export class HeaderKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'x-api-key') {
  constructor(private readonly verifier: ApiKeyVerifier) {
    super({ header: 'x-api-key', prefix: '' }, false);
  }

  validate(key: string): Promise<Principal> {
    return this.verifier.verify(key);
  }
}

/** `Authorization: Bearer sp_…`, as newer Claude SDKs send it. Teams may use it as `AuthGuard('bearer-key')`. */
@Injectable()
export class BearerKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'bearer-key') {
  constructor(private readonly verifier: ApiKeyVerifier) {
    super({ header: 'authorization', prefix: 'Bearer ' }, false);
  }

  validate(key: string): Promise<Principal> {
    return this.verifier.verify(key);
  }
}
