import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { withTransaction } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { queueRun } from '@/lib/reports/internal/queue-run';
import { insertRun } from '@/lib/reports/internal/runs-repository';
import { deleteOldRuns, lockDueReport, setNextSlot, type DueReport } from '@/lib/reports/internal/schedule-sql';
import { dayOfSlot, nextSlot, slotsBetween } from '@/lib/reports/next-slot';

const LOOK_INTERVAL_MS = 5_000;
const SWEEP_INTERVAL_MS = 3_600_000;
/** A run that is made this long after its slot says that it is late. */
const LATE_AFTER_MS = 10 * 60_000;
/** Missed slots that are listed one by one; earlier ones are counted in the oldest of them. */
const MOST_MISSED = 31;

/** Makes the runs of slots that have come, in whichever process sees them first. */
export function startSchedules(): { stop(): Promise<void> } {
  let sweptAt = 0;
  return startTicker(LOOK_INTERVAL_MS, async () => {
    try {
      const now = new Date();
      while (await makeDueRun(now));
      if (now.getTime() - sweptAt < SWEEP_INTERVAL_MS) return;
      sweptAt = now.getTime();
      await withTransaction((sql) => deleteOldRuns(sql, now));
    } catch (error) {
      getLogger().warn({ err: error }, 'could not look for due reports; the next round repeats it');
    }
  });
}

/**
 * Makes the run of one report whose slot has come: after a downtime for the newest slot alone, and a row that says
 * "skipped" for each earlier one. Run, job and next slot are one transaction.
 * @returns whether there was one
 */
export async function makeDueRun(now: Date): Promise<boolean> {
  return inTransaction(async (transaction) => {
    const report = await lockDueReport(transaction.sql, now);
    if (report === undefined) return false;
    await makeSlots(transaction, report, now);
    await setNextSlot(transaction.sql, report.id, nextSlot(report, now));
    return true;
  });
}

async function makeSlots(transaction: Transaction, report: DueReport, now: Date): Promise<void> {
  const later = slotsBetween(report, { after: report.nextAt, until: now, most: MOST_MISSED });
  const slots = [report.nextAt, ...later.slots].slice(-MOST_MISSED);
  const notListed = later.count + 1 - slots.length;
  const newest = slots.at(-1);
  for (const [index, slot] of slots.entries()) {
    const id = uuidv7({ msecs: now.getTime() });
    const { id: reportId, version } = report;
    const run = { id, reportId, version, day: dayOfSlot(slot, report), slot, requestedBy: null, now };
    const isLate = now.getTime() - slot.getTime() > LATE_AFTER_MS;
    if (slot === newest) {
      await queueRun(transaction, { ...run, isLate });
    } else {
      const values = index === 0 ? { more: notListed } : {};
      await insertRun(transaction.prisma, {
        ...run,
        isLate,
        state: 'skipped',
        error: { code: 'report-slot-missed', values },
      });
    }
  }
}
