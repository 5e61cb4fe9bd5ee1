import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { listAndQuarantine } from '@/lib/tools/internal/sources/quarantine-changes';
import { claimListing, findDueSources, findSource } from '@/lib/tools/internal/sources-repository';

const LOOK_EVERY_MS = 60_000;

declare global {
  var yikaRelistTimer: { readonly timer: NodeJS.Timeout; readonly end: AbortController } | undefined;
}

/**
 * Lists MCP servers again when they are due, one after the other; a server that hangs is given up and does not delay
 * the others.
 */
export function startRelisting(): void {
  if (globalThis.yikaRelistTimer !== undefined) return;
  const end = new AbortController();
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    relistDue(new Date(), end.signal)
      .catch((error: unknown) => {
        if (!end.signal.aborted) getLogger().warn({ err: error }, 'MCP servers could not be listed again');
      })
      .finally(() => {
        isRunning = false;
      });
  }, LOOK_EVERY_MS).unref();
  globalThis.yikaRelistTimer = { timer, end };
}

/** Stops the periodic listing of MCP servers in this process. */
export function stopRelisting(): void {
  const running = globalThis.yikaRelistTimer;
  globalThis.yikaRelistTimer = undefined;
  if (running === undefined) return;
  clearInterval(running.timer);
  running.end.abort();
}

/**
 * Lists every MCP server that is due, each by only one of several processes. A server's failure is recorded with it and
 * does not stop the others.
 */
export async function relistDue(now: Date, signal: AbortSignal): Promise<void> {
  for (const due of await findDueSources(now)) {
    signal.throwIfAborted();
    if (!(await claimListing(due, now))) continue;
    const source = await findSource(due.id);
    if (source === null) continue;
    try {
      await listAndQuarantine(source, SYSTEM_ACTOR, now, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isAppError(error)) throw error;
      getLogger().info({ source: source.name, code: error.code }, 'an MCP server could not be listed');
    }
  }
}
