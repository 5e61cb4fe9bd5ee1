import 'server-only';
import net from 'node:net';
import pg from 'pg';

/** pg's client over a socket of ours (its option `stream`), so that writes can be merged and a dead socket closed. */
export class SocketClient extends pg.Client {
  readonly socket: net.Socket;

  constructor(config: pg.ClientConfig = {}) {
    const socket = new net.Socket();
    super({ ...config, stream: () => socket });
    this.socket = socket;
  }
}

/**
 * What is given to the connection before the program next waits goes out in one write instead of one a statement. Not
 * over TLS, which writes past the socket.
 */
export function sendTogether(client: pg.ClientBase): void {
  // Not by its class: Next.js duplicates modules between server entries.
  if (!('socket' in client && client.socket instanceof net.Socket)) return;
  const { socket } = client;
  socket.cork();
  process.nextTick(() => socket.uncork());
}
