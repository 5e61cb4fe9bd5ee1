import 'server-only';
import { STREAM_HEARTBEAT_SECONDS } from '@/lib/runs/contracts';

/** An SSE comment: clients ignore it, proxies see that the stream is alive. */
export const HEARTBEAT_COMMENT = ': heartbeat\n\n';

declare global {
  var yikaHeartbeats: { readonly beats: Set<() => void>; readonly timer: NodeJS.Timeout } | undefined;
}

/**
 * Calls `beat` with every heartbeat of this process's open streams: one timer for all of them.
 * @returns the function that ends it
 */
export function onStreamHeartbeat(beat: () => void): () => void {
  if (globalThis.yikaHeartbeats === undefined) {
    const beats = new Set<() => void>();
    const timer = setInterval(() => {
      for (const each of beats) each();
    }, STREAM_HEARTBEAT_SECONDS * 1_000);
    timer.unref();
    globalThis.yikaHeartbeats = { beats, timer };
  }
  const { beats } = globalThis.yikaHeartbeats;
  beats.add(beat);
  return () => void beats.delete(beat);
}
