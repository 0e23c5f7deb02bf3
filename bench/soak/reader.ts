import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { messageOf } from '../parts/messages';

/** What is asked, and how much of the answer is taken. */
export interface Asking {
  readonly url: string;
  readonly key: string;
  /** The question, which tells the provider of the soak how to behave. */
  readonly question: string;
  readonly stream: boolean;
}

/** Asks over a connection of its own, and reads no more once the answer has begun. Raises where it is none. */
export async function beginReading({ url, key, question, stream }: Asking): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const body = messageOf({ stream, question: `${question} ` });
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/messages HTTP/1.1\r\nhost: ${host}\r\nx-api-key: ${key}\r\nanthropic-version: 2023-06-01\r\n` +
      `content-type: application/json\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
  let answer = '';
  // Until the first event of a stream, or the first piece of a body.
  while (!/\r\n\r\n./s.test(answer)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer += chunk.toString('latin1');
  }
  socket.pause();
  if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(answer.slice(-600));
  return socket;
}
