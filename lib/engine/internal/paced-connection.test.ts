import http from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { DrainPacer } from '@/lib/engine/internal/drain-pacer';
import { PacedConnection } from '@/lib/engine/internal/paced-connection';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';

let server: RawServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

it('is reused by an agent without keeping what earlier requests listened for', async () => {
  server = await startRawServer((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  const { hostname, port } = new URL(server.url);
  const connections: PacedConnection[] = [];
  class Agent extends http.Agent {
    override createConnection(): PacedConnection {
      const connection = new PacedConnection({ host: hostname, port: Number(port), pacer: new DrainPacer() });
      connections.push(connection);
      return connection;
    }
  }
  const agent = new Agent({ keepAlive: true });
  const ask = async (): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const request = http.request(server?.url ?? '', { agent, method: 'POST' });
    request.on('error', reject);
    request.on('response', (response) => {
      request.setTimeout(5_000, () => request.destroy());
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text));
    });
    request.end('{}');
    const text = await promise;
    // Until it is back in the pool.
    await new Promise((done) => setImmediate(done));
    return text;
  };
  for (let round = 0; round < 4; round += 1) expect(await ask()).toBe('ok');
  expect(connections).toHaveLength(1);
  // The connection's own, and the agent's.
  const before = connections[0]?.listenerCount('timeout') ?? 0;
  await ask();
  expect(connections[0]?.listenerCount('timeout')).toBe(before);
  agent.destroy();
});
