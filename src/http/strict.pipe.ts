import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import { validated } from './validated';

/** Validates by the DTO's own rules, and leaves what is no DTO as it came. */
@Injectable()
export class StrictPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype === undefined || !this.toValidate(metadata)) return value;
    return validated(metadata.metatype as Type<object>, value);
  }
}
