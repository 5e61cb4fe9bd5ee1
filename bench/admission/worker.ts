import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '@/lib/text/seeded-random';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { RunLease } from '@/lib/admission/contracts';
import { finishRun } from '@/lib/admission/finish-run';
import { growReservations } from '@/lib/admission/grow-reservations';
import { startAdmission } from '@/lib/admission/start-admission';
import { addOutputPiece, dropOutput } from '@/lib/admission/testing/admission-testing-sql';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

/**
 * One app process of the benchmark: the real admission, with an executor that only waits. What it does is written to a
 * file of its own before it happens, so that a kill -9 leaves no doubt: `start`, `end` (about to commit), `done`.
 */
const { values: options } = parseArgs({
  options: {
    log: { type: 'string', default: '' },
    instance: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    longest: { type: 'string', default: '40' },
  },
});
const LONGEST_MS = Number(options.longest);
/** Every so many runs store a piece of output before they end: killed then, they are orphans with text. */
const WITH_OUTPUT = 0.3;

const instanceId = options.instance;
const random = seededRandom(Number(options.seed));
const lost = new Set<string>();

function note(event: string, lease: { readonly runId: string; readonly epoch: number }): void {
  appendFileSync(
    options.log,
    `${JSON.stringify({ event, runId: lease.runId, epoch: lease.epoch, instanceId, at: Date.now() })}\n`,
  );
}

async function execute(lease: RunLease): Promise<void> {
  note('start', lease);
  const withOutput = random() < WITH_OUTPUT;
  await pause(random() * LONGEST_MS);
  if (withOutput) {
    await addOutputPiece(sqlRunner(), lease.runId, lease.epoch);
    await growReservations(sqlRunner(), [
      { runId: lease.runId, epoch: lease.epoch, outputTokens: 5, phase: 'writing', firstTokenAt: new Date() },
    ]);
    await pause(random() * LONGEST_MS);
  }
  if (lost.delete(lease.runId)) {
    note('lost', lease);
    return;
  }
  await end(lease, 'completed');
}

async function end(lease: RunLease, status: 'completed' | 'interrupted'): Promise<void> {
  note('end', lease);
  const committed = await withTransaction(async (sql) => {
    const held = await finishRun(sql, {
      runId: lease.runId,
      epoch: lease.epoch,
      status,
      error: null,
      promptTokens: lease.promptTokens,
      cachedTokens: 0,
      outputTokens: 20,
      now: new Date(),
    });
    if (held) await dropOutput(sql, lease.runId);
    return held;
  });
  note(committed ? 'done' : 'refused', lease);
  void admitRuns();
}

const failed = (error: unknown): void => {
  if (!isDatabaseAway(error)) process.stderr.write(`${String(error)}\n`);
};

const admission = await startAdmission({
  instanceId,
  onAdmitted: (lease) => void execute(lease).catch(failed),
  onStopRequested: () => undefined,
  onRunLost: (runId) => void lost.add(runId),
  onOrphan: (lease) => end(lease, 'interrupted'),
  onWaitExpired: () => Promise.resolve(),
});
process.once('SIGTERM', () => void admission.stop().then(() => process.exit(0)));
