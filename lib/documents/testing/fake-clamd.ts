import { createServer, type ListenOptions, type Server } from 'node:net';

/** A server that speaks INSTREAM as clamd does, and finds a threat in streams that contain `EVIL`. */
export async function startFakeClamd(listen: ListenOptions): Promise<Server> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const stream = readStream(received);
      if (stream === null) return;
      socket.end(`stream: ${stream.includes('EVIL') ? 'Test-Signature FOUND' : 'OK'}\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(listen, resolve));
  return server;
}

/** The bytes of a complete stream: blocks with their lengths before them, until one of length 0. */
function readStream(received: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  const blocks: Buffer[] = [];
  for (let at = command.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if (length === 0) return received.toString('latin1', 0, command.length) === command ? Buffer.concat(blocks) : null;
    blocks.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}
