import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate for localhost, 127.0.0.1 and the names given; it is its own CA. Two of one subject are taken for one another. */
export async function makeCertificate(names: readonly string[] = [], subject = 'smallex test'): Promise<Certificate> {
  const dns = ['localhost', ...names].map((value) => ({ type: 2 as const, value }));
  const { cert, private: key } = await generate([{ name: 'commonName', value: subject }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [...dns, { type: 7 as const, ip: '127.0.0.1' }] }],
  });
  return { cert, key };
}

export interface ConnectProxy {
  readonly port: number;
  /** The `host:port` of every tunnel asked for. */
  readonly tunnels: readonly string[];
  close(): void;
}

/** An HTTP proxy that leads every CONNECT, whatever its host, to one local port: the driver allows OAuth for real host names only. */
export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const open = new Set<net.Socket>();
  const proxy = http.createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    tunnels.push(request.url ?? '');
    const upstream = net.connect(targetPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket
        .on('error', () => other.destroy())
        .on('close', () => {
          open.delete(socket);
          other.destroy();
        });
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    tunnels,
    close() {
      proxy.close();
      for (const socket of open) socket.destroy();
    },
  };
}
