import { Injectable, type PipeTransform } from '@nestjs/common';
import { GatewayError } from '../kernel';

const ID = /^[0-9A-Za-z]{12}$/;

/** An id in a path. What cannot be one is looked up nowhere. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  /** @throws GatewayError `not_found` */
  transform(id: string): string {
    if (ID.test(id)) return id;
    throw new GatewayError('not_found', 'There is nothing under that id');
  }
}
