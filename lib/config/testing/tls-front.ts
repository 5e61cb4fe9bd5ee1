import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Speaks TLS for a plain server on this machine and passes the bytes on, as a company's gateway does.
 * @param protocol `postgres`: TLS starts after the client's SSLRequest, as PostgreSQL does it
 */
export async function startTlsFront(
  server: { readonly key: string; readonly cert: string },
  targetPort: number,
  protocol: 'tls' | 'postgres' = 'tls',
): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const secure = (client: Socket): void => {
    const inside = new TLSSocket(client, { isServer: true, key: server.key, cert: server.cert });
    const target = connect(targetPort, '127.0.0.1');
    keep(inside);
    keep(target);
    inside.pipe(target).pipe(inside);
  };
  const front = createServer((client) => {
    keep(client);
    if (protocol === 'tls') secure(client);
    else {
      client.once('data', () => {
        client.write('S');
        secure(client);
      });
    }
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => front.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
