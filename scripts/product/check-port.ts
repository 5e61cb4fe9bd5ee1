import { createServer } from 'node:net';
import { hasCode } from '@/lib/db/inspect-process';
import { AppError } from '@/lib/errors/app-error';

/**
 * Makes sure that the app will be able to listen, before anything slow is done.
 * @param port 0 asks for a free one
 * @returns the port
 * @throws AppError `port-taken`, `port-forbidden` or `host-unknown`
 */
export async function checkPort(host: string, port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(explain(cause, host, port)));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const found = address === null || typeof address === 'string' ? port : address.port;
      server.close(() => resolve(found));
    });
  });
}

function explain(cause: Error, host: string, port: number): AppError {
  const values = { host, port, example: port + 1 };
  const code = hasCode(cause, 'EADDRINUSE')
    ? 'port-taken'
    : hasCode(cause, 'EACCES')
      ? 'port-forbidden'
      : 'host-unknown';
  return new AppError({ kind: 'unavailable', code, detail: cause.message, values, cause });
}
