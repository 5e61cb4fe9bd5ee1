import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { followRun } from '@/lib/runs/follow-run';
import type { OutputPlace } from '@/lib/runs/internal/live-run';

/** The headers of every event stream: never kept, changed or buffered by a proxy. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;
/** Those of a run: AI SDK's UI message stream. */
const RUN_STREAM_HEADERS: Readonly<Record<string, string>> = {
  ...EVENT_STREAM_HEADERS,
  'x-vercel-ai-ui-message-stream': 'v1',
};

/** The HTTP answer that follows a run. @throws AppError not-found */
export async function runResponse(
  principal: Principal,
  runId: string,
  after: OutputPlace | null = null,
): Promise<Response> {
  return new Response(await followRun(principal, runId, after), {
    headers: { ...RUN_STREAM_HEADERS, 'x-run-id': runId },
  });
}
