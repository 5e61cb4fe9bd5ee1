import 'server-only';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { getConfig } from '@/lib/config/config';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

const TIMEOUT_MS = 120_000;
const LONGEST_REPLY = 4_096;
/** clamd ends a stream with a block of no bytes. */
const END = Buffer.alloc(4);

/**
 * Sends bytes to clamd (INSTREAM). @returns the name of the threat that was found, or null
 * @throws AppError `file-scanner-unavailable` for everything but a clear verdict: what was not checked is not used
 */
export async function scanBytes(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
  address = getConfig().CLAMD,
): Promise<string | null> {
  if (address === undefined) throw unavailable('no scanner is configured');
  const socket = open(address);
  const reply = readReply(socket);
  const onAbort = (): void => void socket.destroy(new Error('cancelled'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    void send(socket, source).catch((error: unknown) =>
      socket.destroy(error instanceof Error ? error : new Error(messageOf(error))),
    );
    return verdictOf(await reply);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AppError ? error : unavailable(messageOf(error), error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

function open(address: string): Socket {
  const [, host, port] = /^(?!\/)(.+):(\d+)$/.exec(address) ?? [];
  const socket =
    host === undefined
      ? connect({ path: address })
      : connect({ host: host.replaceAll(/^\[|\]$/g, ''), port: Number(port) });
  return socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('clamd does not answer')));
}

async function send(socket: Socket, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const bytes of source) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    await write(socket, Buffer.concat([length, bytes]));
  }
  await write(socket, END);
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed) throw socket.errored ?? new Error('clamd closed the connection');
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

/** clamd may answer, and close, before it has everything: when the size limit of its own is reached. */
async function readReply(socket: Socket): Promise<string> {
  let reply = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    reply += String(chunk);
    if (reply.length > LONGEST_REPLY) break;
    if (reply.includes('\0')) return reply.slice(0, reply.indexOf('\0'));
  }
  return reply.trim();
}

/** `stream: OK`, `stream: Eicar-Signature FOUND`, or an error such as `INSTREAM size limit exceeded. ERROR`. */
function verdictOf(reply: string): string | null {
  if (/^stream: OK$/.test(reply)) return null;
  const threat = /^stream: (.+) FOUND$/.exec(reply)?.[1];
  if (threat === undefined) throw unavailable(`clamd answered ${JSON.stringify(reply)}`);
  return threat;
}

function unavailable(detail: string, cause?: unknown): AppError {
  return new AppError({ kind: 'unavailable', code: 'file-scanner-unavailable', detail, cause });
}
