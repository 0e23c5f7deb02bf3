import { lookup as lookUp } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

export type AddressRule = (address: string) => boolean;
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const CONNECT_TIMEOUT_MS = 5000;

/** A host that is, or also is, at an address which may not be asked. */
export class AddressRefused extends Error {
  constructor() {
    super('It is at an address that alerts are not sent to (docs/alerts.md)');
    this.name = 'AddressRefused';
  }
}

/**
 * Looks names up as the system does. That holds one of few threads, for as long as a name server says nothing and whoever
 * has given up waiting: so never twice at once for one name.
 */
export function systemResolve(look: Resolve = (host) => lookUp(host, { all: true })): Resolve {
  const underWay = new Map<string, ReturnType<Resolve>>();
  return (host) => {
    let found = underWay.get(host);
    if (found === undefined) {
      found = look(host).finally(() => underWay.delete(host));
      underWay.set(host, found);
    }
    return found;
  };
}

/**
 * Connects to allowed addresses only. A name is resolved once for each connection, all of its addresses have to be
 * allowed, and the connection goes to one of these, whatever the name means a moment later; in the end the address that
 * is connected is looked at again.
 */
export function guardedConnector(isAllowed: AddressRule, resolve: Resolve): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: checkedLookup(isAllowed, resolve) });
  return (options, callback) => {
    // Of an address nothing is looked up.
    if (isIP(options.hostname) !== 0 && !isAllowed(options.hostname)) {
      callback(new AddressRefused(), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      if (isAllowed(socket.remoteAddress ?? '')) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new AddressRefused(), null);
    });
  };
}

function checkedLookup(isAllowed: AddressRule, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
          callback(new AddressRefused(), '', 0);
          return;
        }
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '', 0);
      },
    );
  };
}
