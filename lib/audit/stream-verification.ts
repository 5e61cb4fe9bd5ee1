import 'server-only';
import type { AuditProgress } from '@/lib/audit/contracts';
import { requireAuditor, type Auditor } from '@/lib/audit/internal/require-auditor';
import { verifyLog } from '@/lib/audit/verify-log';
import { AppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';

declare global {
  var yikaVerifiesAudit: boolean | undefined;
}

const PROGRESS_EVERY_MS = 200;

/**
 * Verifies the log and reports its progress, as lines of JSON (AuditProgress). One at a time in a process, since it
 * reads the whole log; ends when the reader goes away. @throws AppError `admin-only`, `audit-verify-running`
 */
export function streamVerification(auditor: Auditor, signal: AbortSignal): ReadableStream<Uint8Array> {
  requireAuditor(auditor);
  if (globalThis.yikaVerifiesAudit === true)
    throw new AppError({
      kind: 'conflict',
      code: 'audit-verify-running',
      detail: 'The audit log is being verified already',
      retryAfterSeconds: 5,
    });
  globalThis.yikaVerifiesAudit = true;
  const aborting = new AbortController();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      const send = (line: AuditProgress): void => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      let lastMs = -Infinity;
      try {
        const report = await verifyLog({
          signal: AbortSignal.any([signal, aborting.signal]),
          onProgress: (checked, total) => {
            if (performance.now() - lastMs < PROGRESS_EVERY_MS) return;
            lastMs = performance.now();
            send({ checked, total });
          },
        });
        if (report.findings.length > 0)
          getLogger().error(
            { findings: report.findings.slice(0, 10), head: report.head },
            'the audit log does not verify',
          );
        send({ report });
        controller.close();
      } catch (error) {
        if (aborting.signal.aborted || signal.aborted) return;
        getLogger().error({ err: error }, 'the audit log could not be verified');
        send({ error: 'unexpected' });
        controller.close();
      } finally {
        globalThis.yikaVerifiesAudit = false;
      }
    },
    cancel: () => aborting.abort(),
  });
}
