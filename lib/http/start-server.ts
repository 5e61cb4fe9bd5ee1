import 'server-only';
import { startAuth } from '@/lib/auth/start-auth';
import { getConfig } from '@/lib/config/config';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { startDocuments, stopDocuments } from '@/lib/documents/start-documents';
import { sendStrictTransport } from '@/lib/http/strict-transport';
import { dropRoot } from '@/lib/config/drop-root';
import { keepUrlsReadable } from '@/lib/http/internal/readable-urls';
import { startReports, stopReports } from '@/lib/reports/start-reports';
import { getLogger } from '@/lib/observability/logger';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';
import { carryOpenCalls } from '@/lib/tool-calls/tool-changes';
import { startTools, stopTools } from '@/lib/tools/start-tools';

declare global {
  var yikaServerStarted: boolean | undefined;
}

/**
 * Starts what this process does besides answering requests, and its orderly end on SIGTERM and SIGINT. Once a process.
 */
export function startServer(): void {
  if (globalThis.yikaServerStarted === true) return;
  globalThis.yikaServerStarted = true;
  giveUpRoot();
  trustExtraCertificates(getConfig().EXTRA_CA_CERTS);
  startAuth();
  sendStrictTransport();
  keepUrlsReadable();
  startRuns().catch((error: unknown) => {
    getLogger().fatal({ err: error }, 'this process cannot execute runs');
    process.exit(1);
  });
  startDocuments();
  startReports();
  // Without them people can still ask; the next start tries again.
  startTools(carryOpenCalls).catch((error: unknown) =>
    getLogger().error({ err: error }, 'the built-in tools could not be put in'),
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown(signal));
}

/** Next.js calls `register` when it listens and before it handles the first request. */
function giveUpRoot(): void {
  const drop = dropRoot();
  if (drop.kind === 'dropped') getLogger().info({ uid: drop.uid }, 'this process gave root up');
  if (drop.kind === 'kept')
    getLogger().warn({ reason: drop.reason }, 'this process runs as root: start Yika as an ordinary user');
}

async function shutDown(signal: string): Promise<void> {
  getLogger().info({ signal }, 'shutting down');
  try {
    await Promise.all([stopRuns(), stopDocuments(), stopReports()]);
  } catch (error) {
    getLogger().error({ err: error }, 'shutdown was not orderly; leases will expire');
  }
  // After the calls that use them.
  stopTools();
  process.exit(0);
}
