import 'server-only';
import { STREAM_HEARTBEAT_SECONDS } from '@/lib/runs/contracts';
import type { LiveRun, OutputPlace } from '@/lib/runs/internal/live-run';
import { RunEventWriter } from '@/lib/runs/internal/run-event-writer';

/** Bytes that may wait for a slow reader before deltas are merged instead. */
const HIGH_WATER_BYTES = 64 * 1024;

interface OpenStream {
  heartbeat(): void;
}

declare global {
  var yikaOpenStreams: { readonly streams: Set<OpenStream>; readonly timer: NodeJS.Timeout } | undefined;
}

function openStreams(): Set<OpenStream> {
  if (globalThis.yikaOpenStreams === undefined) {
    const streams = new Set<OpenStream>();
    const timer = setInterval(() => {
      for (const stream of streams) stream.heartbeat();
    }, STREAM_HEARTBEAT_SECONDS * 1000);
    timer.unref();
    globalThis.yikaOpenStreams = { streams, timer };
  }
  return globalThis.yikaOpenStreams.streams;
}

/**
 * The run's events from `after` on, as server-sent events. It only subscribes: closing it changes nothing about the
 * run. Everything that happens in one turn of the event loop goes out in one chunk.
 */
export function openEventStream(run: LiveRun, after: OutputPlace | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const writer = new RunEventWriter(run, after);
  let stream: OpenStream | undefined;
  let scheduled = false;
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
    writer.close();
    if (stream !== undefined) openStreams().delete(stream);
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
        stream = { heartbeat: () => controller.enqueue(encoder.encode(': heartbeat\n\n')) };
        openStreams().add(stream);
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
