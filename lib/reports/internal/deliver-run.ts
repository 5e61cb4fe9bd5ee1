import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Transaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import type { RunningJob } from '@/lib/jobs/start-jobs';
import {
  beginAttempt,
  endAttempt,
  findDelivery,
  settleDelivery,
  type DeliveryRow,
} from '@/lib/reports/internal/deliveries-repository';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { findContent } from '@/lib/reports/internal/runs-repository';
import { sendMail, type SendResult } from '@/lib/reports/internal/send-mail';

/**
 * Sends a released run to one receiver, at most once. People and groups of Yika find it in their list, if they may use
 * its source. An attempt whose process died while it sent has an unknown outcome, and is not repeated.
 * @throws AppError `report-not-sent` when nothing was sent and another attempt may succeed
 */
export async function deliverRun(job: RunningJob): Promise<(transaction: Transaction) => Promise<void>> {
  const delivery = await findDelivery(job.key);
  if (delivery?.state !== 'waiting') return () => Promise.resolve();
  if (delivery.receiver.channel !== 'mail') return settle(delivery, { outcome: 'accepted', answer: 'Yika' });
  if (delivery.isSending)
    return settle(delivery, { outcome: 'unknown', answer: 'the process ended while it was sent' });
  const content = await findContent(delivery.runId);
  if (content === null) return settle(delivery, { outcome: 'failed', answer: 'the result was removed' });
  await job.inLease(({ prisma }) => beginAttempt(prisma, delivery.id));
  const result = await sendMail(delivery.receiver.target, content, delivery.id);
  if (result.outcome !== 'retry') return settle(delivery, result);
  await job.inLease(({ prisma }) => endAttempt(prisma, delivery.id));
  throw new AppError({ kind: 'unavailable', code: 'report-not-sent', detail: result.answer });
}

/** Every attempt failed: the owner sees why. */
export async function failDelivery({ prisma }: Transaction, id: string, reason: string): Promise<void> {
  await settleDelivery(prisma, id, { state: 'failed', answer: reason, now: new Date() });
}

function settle({ id, runId, receiver }: DeliveryRow, { outcome, answer }: SendResult) {
  return async ({ prisma, sql }: Transaction): Promise<void> => {
    const state = outcome === 'retry' ? 'failed' : outcome;
    await settleDelivery(prisma, id, { state, answer, now: new Date() });
    const details = { channel: receiver.channel, state, answer };
    await recordEvents(sql, [
      reportEvent(
        'report.delivered',
        null,
        { kind: 'report_run', id: runId },
        details,
        state === 'accepted' ? 'ok' : 'failed',
      ),
    ]);
  };
}
