import { readFile } from 'node:fs/promises';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';

const WIRE_FOLDER = new URL('wire/', import.meta.url);

/**
 * Answers with the recorded bytes of a real engine; its 404 for what is not in `replies`.
 * @param engine the folder of the recordings, `<make>-<version>`
 * @param replies by path, the recordings (without `.http`) in the order of the requests, of which the last one repeats,
 * or a choice by the body
 */
export async function startReplayServer(
  engine: string,
  replies: Readonly<Record<string, string | readonly string[] | ((body: string) => string)>>,
): Promise<RawServer> {
  const counts = new Map<string, number>();
  return startRawServer(async (socket, body, path) => {
    const reply = replies[path] ?? 'version';
    const names = typeof reply === 'function' ? [reply(body)] : [reply].flat();
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    socket.end(await readFile(new URL(`${engine}/${names[Math.min(count, names.length - 1)]}.http`, WIRE_FOLDER)));
  });
}
