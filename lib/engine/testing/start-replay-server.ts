import { readFile } from 'node:fs/promises';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';

const WIRE_FOLDER = new URL('wire/', import.meta.url);

/**
 * Answers with the recorded bytes of a real engine; its 404 for what is not in `replies`.
 * @param engine the folder of the recordings, `<make>-<version>`
 * @param replies by path, the recordings (without `.http`) in the order of the requests; the last one repeats
 */
export async function startReplayServer(
  engine: string,
  replies: Readonly<Record<string, string | readonly string[]>>,
): Promise<RawServer> {
  const counts = new Map<string, number>();
  return startRawServer(async (socket, _body, path) => {
    const names = [replies[path] ?? 'version'].flat();
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    socket.end(await readFile(new URL(`${engine}/${names[Math.min(count, names.length - 1)]}.http`, WIRE_FOLDER)));
  });
}
