import http from 'node:http';

/**
 * The yardstick: the least a program between browser and engine can do. Takes a chat completion request and pipes the
 * engine's bytes back. Run as `plain-proxy.ts <engine url>`; prints {"listening": url}.
 */
const engine = new URL(process.argv[2] ?? 'http://127.0.0.1:8100');
const agent = new http.Agent({ keepAlive: true });

const server = http.createServer((request, response) => {
  const upstream = http.request(
    {
      host: engine.hostname,
      port: engine.port,
      path: request.url ?? '/',
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      agent,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${address.port}`, pid: process.pid })}\n`);
});
