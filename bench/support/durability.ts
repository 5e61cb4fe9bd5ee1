import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Installation } from './installation';
import { createPeople } from './people';
import { askAndRead, type ReadRun } from './run-reader';

const TERMINAL = ['completed', 'stopped', 'failed', 'interrupted'];
const TOKENS_OF_ANSWERS = [5, 40, 120, 200];
/** The demo engine's 80 tokens a second for one answer, at most two characters each. */
const CHARACTERS_A_SECOND = 160;
const PATIENCE_MS = 180_000;

export type Fault =
  | 'kill-app'
  | 'restart-app'
  | 'restart-postgres'
  | 'crash-postgres'
  | 'cut-postgres'
  | 'kill-engine'
  | 'cut-engine';

export interface DurabilityOptions {
  readonly runs: number;
  readonly concurrent: number;
  readonly faults: readonly Fault[];
  /** Longest pause between two faults, milliseconds. */
  readonly everyMs: number;
  readonly random: () => number;
}

export interface DurabilityReport {
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly reconnects: number;
  /** Each must be 0. */
  readonly violations: Readonly<Record<string, number>>;
}

/**
 * Asks `runs` questions while parts of the installation are really killed, and counts every broken promise: questions
 * that are not there, answers that are there twice, text that differs from what an undisturbed engine writes, runs
 * without an end, slots that stay taken.
 */
export async function testDurability(
  installation: Installation,
  options: DurabilityOptions,
): Promise<DurabilityReport> {
  const people = await createPeople(installation.databaseUrl, 8);
  const expected = await undisturbedAnswers(installation, people[0]?.cookie ?? '');
  const faults: Record<string, number> = {};
  const asked: { run: Promise<ReadRun>; tokens: number }[] = [];
  let isAsking = true;
  const disturbing = disturb(installation, options, faults, () => isAsking);
  const free = new Semaphore(options.concurrent);
  for (let index = 0; index < options.runs; index += 1) {
    await free.take();
    const tokens = TOKENS_OF_ANSWERS[Math.floor(options.random() * TOKENS_OF_ANSWERS.length)] ?? 5;
    const cutAfterMs = options.random() < 0.3 ? () => 200 + options.random() * 1500 : undefined;
    const run = askAndRead({
      appUrl: installation.appUrl,
      cookie: people[index % people.length]?.cookie ?? '',
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: question(tokens),
      patienceMs: PATIENCE_MS,
      ...(cutAfterMs === undefined ? {} : { cutAfterMs }),
    }).finally(() => free.give());
    asked.push({ run, tokens });
  }
  const results = await Promise.all(asked.map(async ({ run, tokens }) => ({ run: await run, tokens })));
  isAsking = false;
  await disturbing;
  return report(installation, results, expected, faults);
}

function question(tokens: number): string {
  return `[[demo tokens=${tokens}]]`;
}

async function undisturbedAnswers(installation: Installation, cookie: string): Promise<Map<number, string>> {
  const answers = new Map<number, string>();
  for (const tokens of TOKENS_OF_ANSWERS) {
    const run = await askAndRead({
      appUrl: installation.appUrl,
      cookie,
      conversationId: uuidv7(),
      messageId: uuidv7(),
      parentId: null,
      text: question(tokens),
      patienceMs: 60_000,
    });
    if (run.status !== 'completed')
      throw new Error(`the undisturbed answer of ${tokens} tokens ended as ${run.status ?? 'nothing'}`);
    answers.set(tokens, run.parts.join(''));
  }
  return answers;
}

async function disturb(
  installation: Installation,
  options: DurabilityOptions,
  counts: Record<string, number>,
  isWanted: () => boolean,
): Promise<void> {
  for (let index = 0; isWanted(); index += 1) {
    await pause(options.everyMs * (0.3 + 0.7 * options.random()));
    if (!isWanted()) return;
    const fault = options.faults[index % options.faults.length];
    if (fault === undefined) return;
    counts[fault] = (counts[fault] ?? 0) + 1;
    if (fault === 'kill-app') await installation.killApp();
    else if (fault === 'restart-app') await installation.restartApp();
    else if (fault === 'restart-postgres') await installation.restartPostgres('fast', 300);
    else if (fault === 'crash-postgres') await installation.restartPostgres('immediate', 300);
    else if (fault === 'cut-postgres') await installation.cutPostgres();
    else if (fault === 'cut-engine') await installation.cutEngine();
    else await installation.killEngine(500);
  }
}

const engineStateSchema = z.object({ running: z.array(z.unknown()), waiting: z.array(z.unknown()) });

async function report(
  installation: Installation,
  results: readonly { run: ReadRun; tokens: number }[],
  expected: ReadonlyMap<number, string>,
  faults: Record<string, number>,
): Promise<DurabilityReport> {
  const client = new pg.Client({ connectionString: installation.databaseUrl });
  await client.connect();
  try {
    const outcomes: Record<string, number> = {};
    const violations = {
      questionMissing: 0,
      answersNotOne: 0,
      readerHadGap: 0,
      withoutEnd: 0,
      textWrong: 0,
      textLost: 0,
      unfinishedRows: 0,
      slotsLeaked: 0,
      busyAtEngine: 0,
    };
    for (const { run, tokens } of results) {
      outcomes[run.status ?? 'none'] = (outcomes[run.status ?? 'none'] ?? 0) + 1;
      const { rows } = await client.query<{ role: string; text: string }>(
        `SELECT role::text AS role, coalesce((SELECT string_agg(p ->> 'text', '' ORDER BY o) FROM jsonb_array_elements(parts) WITH ORDINALITY AS e(p, o)), '') AS text FROM message WHERE conversation_id = $1`,
        [run.conversationId],
      );
      const answers = rows.filter((row) => row.role === 'assistant');
      const read = run.parts.join('');
      const whole = expected.get(tokens) ?? '';
      if (!rows.some((row) => row.role === 'user' && row.text === question(tokens))) violations.questionMissing += 1;
      if (answers.length !== 1 || rows.length !== 2) violations.answersNotOne += 1;
      if (run.gaps > 0) violations.readerHadGap += 1;
      if (run.status === null || !TERMINAL.includes(run.status)) violations.withoutEnd += 1;
      if (run.status === 'completed' ? read !== whole : !whole.startsWith(read)) violations.textWrong += 1;
      if (!keepsText(run, answers[0]?.text ?? '', read)) violations.textLost += 1;
    }
    const count = async (query: string): Promise<number> => (await client.query<{ n: number }>(query)).rows[0]?.n ?? -1;
    // Titles are runs too, and the last ones may still be written.
    violations.unfinishedRows = await settled(() =>
      count(`SELECT count(*)::int AS n FROM run WHERE status NOT IN ('completed', 'stopped', 'failed', 'interrupted')`),
    );
    violations.slotsLeaked = await settled(() =>
      count('SELECT coalesce(sum(running + waiting), 0)::int AS n FROM fair_share'),
    );
    violations.busyAtEngine = await settled(async () => {
      const state = engineStateSchema.parse(await (await fetch(`${installation.engineUrl}/control/state`)).json());
      return state.running.length + state.waiting.length;
    });
    return {
      runs: results.length,
      outcomes,
      faults,
      reconnects: results.reduce((sum, { run }) => sum + Math.max(0, run.connections - 1), 0),
      violations,
    };
  } finally {
    await client.end();
  }
}

/**
 * A finished answer is stored as it was read. One that could not go on may lack what its dead process wrote in its last
 * second: the reader saw that, the database did not.
 */
function keepsText(run: ReadRun, stored: string, read: string): boolean {
  return run.status === 'completed'
    ? stored === read
    : read.startsWith(stored) && read.length - stored.length <= CHARACTERS_A_SECOND;
}

/** A count that may take a moment to reach 0 (a title on its way): read until it does, for 30 seconds at most. */
async function settled(read: () => Promise<number>): Promise<number> {
  let count = await read();
  for (let attempt = 0; count !== 0 && attempt < 60; attempt += 1) {
    await pause(500);
    count = await read();
  }
  return count;
}

class Semaphore {
  private waiting: (() => void)[] = [];
  constructor(private free: number) {}

  async take(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free += 1;
    else next();
  }
}
