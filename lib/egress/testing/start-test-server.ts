import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TestServer {
  readonly port: number;
  /** `METHOD url` of every request, in order. */
  readonly seen: string[];
  readonly requests: {
    readonly headers: IncomingMessage['headers'];
    readonly rawHeaders: readonly string[];
    readonly body: string;
  }[];
  readonly stop: () => Promise<void>;
}

/** A real HTTP server on a loopback address that remembers what it was asked. */
export async function startTestServer(answer: RequestListener, address = '127.0.0.1'): Promise<TestServer> {
  const seen: string[] = [];
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks).toString(),
      });
      answer(request, response);
    });
  });
  const port = await listen(server, address);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, seen, requests, stop };
}

/** A server that writes any bytes that a test chooses: broken HTTP, the beginning of TLS. */
export async function startRawServer(
  onConnection: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  const port = await listen(server, '127.0.0.1');
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, stop };
}

async function listen(server: Server, address: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const bound: AddressInfo | string | null = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not listening');
  return bound.port;
}
