import { connect, type Socket } from 'node:net';

/** One HTTP answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** All that a server said on one connection. */
export interface RawExchange {
  readonly answers: readonly RawAnswer[];
  /** Whether the server ended the connection, rather than fall silent on it. */
  readonly closed: boolean;
}

/** A server that is silent for so long on an open connection has said everything, */
const SILENT_AFTER_MS = 5000;
/** or nothing at all: an answer may have to wait for a busy machine. */
const MUTE_AFTER_MS = 20_000;

/** A request of exactly these lines. Characters are bytes (Latin-1), so that any byte can be written. */
export function rawRequest(line: string, headers: readonly string[], body = ''): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** Sends bytes on a connection of their own and reads until the server closes it or has nothing more to say. */
export async function exchange(url: string, bytes: string | Uint8Array): Promise<RawExchange> {
  return (await RawConnection.open(url)).send(bytes).finish();
}

/** A TCP connection without a client that tidies up what is sent. */
export class RawConnection {
  readonly #closed: Promise<boolean>;
  #text = '';
  #look: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    let byServer = false;
    socket.on('data', (bytes) => {
      socket.setTimeout(SILENT_AFTER_MS);
      this.#text += bytes.toString('latin1');
      this.#look();
    });
    socket.on('end', () => (byServer = true));
    // A reset, or a write into a connection that the server has closed.
    socket.on('error', () => (byServer = true));
    socket.setTimeout(MUTE_AFTER_MS, () => socket.destroy());
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve(byServer);
        this.#look();
      });
    });
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        resolve(new RawConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Sends no more, and still listens. */
  hangUp(): void {
    this.socket.end();
  }

  /** Resolves when so many answers have begun, or no more will come. */
  async heard(answers: number): Promise<readonly RawAnswer[]> {
    await new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.socket.closed || answersIn(this.#text).length >= answers) resolve();
      };
      this.#look();
    });
    return answersIn(this.#text);
  }

  /** Reads to the end. */
  async finish(): Promise<RawExchange> {
    const closed = await this.#closed;
    return { answers: answersIn(this.#text), closed };
  }
}

function answersIn(text: string): readonly RawAnswer[] {
  return text
    .split(/(?=HTTP\/1\.[01] \d{3} )/)
    .filter((piece) => piece.includes('\r\n\r\n'))
    .map((piece) => {
      const end = piece.indexOf('\r\n\r\n');
      const [line = '', ...fields] = piece.slice(0, end).split('\r\n');
      const pairs = fields.map((field): [string, string] => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon), field.slice(colon + 1).trim()];
      });
      return {
        status: Number(line.split(' ')[1]),
        headers: new Headers(pairs),
        body: piece.slice(end + 4),
      };
    });
}
