import { z } from 'zod';

const entrySchema = z.object({
  event: z.enum(['start', 'end', 'done', 'refused', 'lost']),
  runId: z.string(),
  epoch: z.number(),
  instanceId: z.string(),
  at: z.number(),
});
export type LogEntry = z.infer<typeof entrySchema>;

export interface LogVerdict {
  /** A lease (run and epoch) that was executed more than once, by any process. */
  readonly doubleAdmissions: number;
  /** Runs whose end was committed more than once. */
  readonly doubleEnds: number;
  /** Executions of the same run that overlapped in time although neither process was dead. */
  readonly overlaps: number;
  readonly executions: number;
  readonly executedRuns: number;
}

/** Reads a log; a last line that a kill cut off is dropped. */
export function parseLog(text: string): LogEntry[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => entrySchema.parse(JSON.parse(line)));
}

/**
 * What the processes themselves wrote down, against what admission promises. `killedAt`: when each killed process was
 * killed.
 */
export function checkLog(entries: readonly LogEntry[], killedAt: ReadonlyMap<string, number>): LogVerdict {
  const starts = entries.filter((entry) => entry.event === 'start');
  const leases = Map.groupBy(starts, (entry) => `${entry.runId}.${entry.epoch}`);
  const ends = Map.groupBy(
    entries.filter((entry) => entry.event === 'done'),
    (entry) => entry.runId,
  );
  const over = new Map(
    entries.filter((entry) => entry.event !== 'start').map((entry) => [`${entry.runId}.${entry.epoch}`, entry.at]),
  );
  let overlaps = 0;
  for (const executions of Map.groupBy(starts, (entry) => entry.runId).values()) {
    const sorted = executions.toSorted((a, b) => a.epoch - b.epoch);
    for (const [index, later] of sorted.entries()) {
      const earlier = sorted[index - 1];
      if (earlier === undefined) continue;
      const earlierOver = killedAt.get(earlier.instanceId) ?? over.get(`${earlier.runId}.${earlier.epoch}`) ?? Infinity;
      if (later.at < earlierOver) overlaps += 1;
    }
  }
  return {
    doubleAdmissions: [...leases.values()].filter((group) => group.length > 1).length,
    doubleEnds: [...ends.values()].filter((group) => group.length > 1).length,
    overlaps,
    executions: starts.length,
    executedRuns: new Set(starts.map((entry) => entry.runId)).size,
  };
}
