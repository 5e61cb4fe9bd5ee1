import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawServer {
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly bodies: string[];
  close(): Promise<void>;
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/**
 * A server that answers every request with exactly the bytes that `answer` writes: for responses that no correct server
 * sends.
 */
export async function startRawServer(
  answer: (socket: Socket, body: string, path: string) => void | Promise<void>,
): Promise<RawServer> {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    socket.setNoDelay(true);
    socket.on('error', () => sockets.delete(socket));
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString();
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      const start = received.indexOf('\r\n\r\n') + 4;
      if (start < 4 || Buffer.byteLength(received.slice(start)) < length) return;
      const body = received.slice(start);
      const path = received.split(' ', 2)[1] ?? '';
      received = '';
      bodies.push(body);
      void answer(socket, body, path);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!isAddress(address)) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    bodies,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Head of a streamed response that ends with the connection. */
export const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

/** A chunk with this delta, as an event. */
export function deltaEvent(delta: Readonly<Record<string, unknown>>, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}
