import { Injectable, type PipeTransform } from '@nestjs/common';
import { noSuchChain } from './chain-access';

const ID = /^[0-9A-Za-z]{20}$/;

/** The id of a chain in a path. What cannot be one is looked up nowhere. */
@Injectable()
export class ChainIdPipe implements PipeTransform<string, string> {
  /** @throws GatewayError `not_found` */
  transform(id: string): string {
    if (ID.test(id)) return id;
    throw noSuchChain();
  }
}
