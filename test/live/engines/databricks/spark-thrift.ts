import { once } from 'node:events';
import net from 'node:net';

const SASL_START = 1;
const SASL_COMPLETE = 5;

interface Connection {
  readonly socket: net.Socket;
  readonly read: (size: number) => Promise<Buffer>;
}

/**
 * Talks to a Spark Thrift Server over its binary transport: the only one that honours a bind address. The pool of
 * SASL PLAIN connections is kept open, because Spark ends a session when the connection that opened it closes.
 */
export class SparkThrift {
  readonly #idleByUser = new Map<string, Connection[]>();
  readonly #sockets = new Set<net.Socket>();
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends one Thrift message as `user` and returns the answer. */
  async call(user: string, message: Buffer): Promise<Buffer> {
    const idle = this.#idleByUser.get(user) ?? [];
    this.#idleByUser.set(user, idle);
    const connection = idle.pop() ?? (await this.#connect(user));
    connection.socket.write(frame(message));
    const answer = await readFrame(connection);
    idle.push(connection);
    return answer;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect(user: string): Promise<Connection> {
    const socket = net.connect(this.#port, '127.0.0.1');
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    await once(socket, 'connect');
    const connection = { socket, read: byteReader(socket) };
    socket.write(saslMessage(SASL_START, 'PLAIN'));
    socket.write(saslMessage(SASL_COMPLETE, `\0${user}\0unused`));
    const [status] = await connection.read(1);
    const reply = await readFrame(connection);
    if (status !== SASL_COMPLETE) throw new Error(`Spark refused the connection: ${reply.toString()}`);
    return connection;
  }
}

function frame(payload: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

function saslMessage(status: number, text: string): Buffer {
  return Buffer.concat([Buffer.of(status), frame(Buffer.from(text))]);
}

async function readFrame({ read }: Connection): Promise<Buffer> {
  return read((await read(4)).readUInt32BE());
}

function byteReader(socket: net.Socket): (size: number) => Promise<Buffer> {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let received: Buffer[] = [];
  let length = 0;
  return async (size) => {
    while (length < size) {
      const next = await chunks.next();
      if (next.done === true) throw new Error('Spark closed the connection');
      received.push(next.value);
      length += next.value.length;
    }
    const bytes = Buffer.concat(received);
    received = [bytes.subarray(size)];
    length -= size;
    return bytes.subarray(0, size);
  };
}
