import { once } from 'node:events';
import http from 'node:http';

/**
 * A service that counts the requests for each `?key=` and answers with it. A key says how: `hangs…` is never answered,
 * `hangs-once…` not the first time.
 */
export class CountingServer {
  readonly #counts = new Map<string, number>();
  readonly #server = http.createServer((request, response) => {
    const key = new URL(request.url ?? '/', 'http://counting.test').searchParams.get('key') ?? '';
    const count = this.count(key) + 1;
    this.#counts.set(key, count);
    if (key.startsWith('hangs-once') ? count === 1 : key.startsWith('hangs')) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ key, status: '已办理' }));
  });

  static async start(): Promise<CountingServer> {
    const counting = new CountingServer();
    counting.#server.listen(0, '127.0.0.1');
    await once(counting.#server, 'listening');
    return counting;
  }

  get host(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('It does not listen.');
    return `127.0.0.1:${address.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
