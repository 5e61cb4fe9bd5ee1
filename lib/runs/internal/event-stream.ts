import 'server-only';
import type { LiveRun, OutputPlace } from '@/lib/runs/internal/live-run';
import { RunEventWriter } from '@/lib/runs/internal/run-event-writer';
import { HEARTBEAT_COMMENT, onStreamHeartbeat } from '@/lib/runs/stream-heartbeat';

/** Bytes that may wait for a slow reader before deltas are merged instead. */
const HIGH_WATER_BYTES = 64 * 1024;

/**
 * The run's events from `after` on, as server-sent events. It only subscribes: closing it changes nothing about the
 * run. Everything that happens in one turn of the event loop goes out in one chunk.
 */
export function openEventStream(run: LiveRun, after: OutputPlace | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const writer = new RunEventWriter(run, after);
  let endHeartbeat: (() => void) | undefined;
  let scheduled = false;
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
    writer.close();
    endHeartbeat?.();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const flush = (): void => {
          scheduled = false;
          // Its reader may have gone since this was planned.
          if (isClosed) return;
          if ((controller.desiredSize ?? 0) <= 0 && !writer.ended) return;
          const text = writer.take();
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (writer.ended) {
            close();
            controller.close();
          }
        };
        endHeartbeat = onStreamHeartbeat(() => controller.enqueue(encoder.encode(HEARTBEAT_COMMENT)));
        writer.onReady = () => {
          if (scheduled) return;
          scheduled = true;
          setImmediate(flush);
        };
        flush();
      },
      pull(controller) {
        const text = writer.take();
        if (text !== '') controller.enqueue(encoder.encode(text));
      },
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
  );
}
