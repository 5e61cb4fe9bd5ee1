import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { scanBytes } from '@/lib/documents/internal/scan-bytes';
import { startFakeClamd } from '@/lib/documents/testing/fake-clamd';

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const anywhere = { host: '127.0.0.1', port: 0 };
const chunks = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const addressOf = (server: { address(): unknown; close(): unknown }): string => {
  servers.push(server);
  const address = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return `127.0.0.1:${String(address.port)}`;
};
const scan = (
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  address: string,
  signal = new AbortController().signal,
) => scanBytes(source, signal, address);

it('a stream passes, or has a threat, also where its parts meet', async () => {
  const address = addressOf(await startFakeClamd(anywhere));
  expect(await scan(chunks('good', 'x'.repeat(3_000_000)), address)).toBeNull();
  expect(await scan(chunks('good EV', 'IL'), address)).toBe('Test-Signature');
});

it.each(['', 'INSTREAM size limit exceeded. ERROR\0', 'stream: \0', 'stream: OK or so\0', 'x'.repeat(100_000)])(
  'the answer %j is no verdict: the file is not used',
  async (answer) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).end(answer);
    });
    await new Promise<void>((resolve) => server.listen(anywhere, resolve));
    await expect(scan(chunks('a', 'b'.repeat(5_000_000)), addressOf(server))).rejects.toMatchObject({
      code: 'file-scanner-unavailable',
    });
  },
);

it('a scanner that is away, a source that fails and a cancelled scan end with their own errors', async () => {
  await expect(scan(chunks('a'), '/no/such/clamd.sock')).rejects.toMatchObject({ code: 'file-scanner-unavailable' });
  const address = addressOf(await startFakeClamd(anywhere));
  const failing = function* (): Generator<Buffer> {
    yield Buffer.from('a');
    throw new Error('the database is away');
  };
  await expect(scan(failing(), address)).rejects.toThrow('the database is away');
  const controller = new AbortController();
  const endless = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('a');
    controller.abort(new Error('cancelled by the test'));
    await new Promise(() => undefined);
  };
  await expect(scan(endless(), address, controller.signal)).rejects.toThrow('cancelled by the test');
});
