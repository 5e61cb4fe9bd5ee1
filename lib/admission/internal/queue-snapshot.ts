import 'server-only';
import { bandSchema, type Band } from '@/lib/admission/contracts';
import type { RawSnapshot } from '@/lib/admission/internal/admission-queue-sql';
import { mergeCards } from '@/lib/admission/internal/card-rates';
import { DEFAULT_SPREAD, remainingOutput } from '@/lib/admission/internal/remaining-output';

export interface QueuePerson {
  readonly personId: string;
  readonly counter: number;
  /** Runs of theirs that run now. */
  readonly running: number;
  readonly weight: number;
  /** When the present head of their line became its head. */
  readonly headSinceMs: Readonly<Partial<Record<Band, number>>>;
}

export interface RunningRun {
  readonly runId: string;
  readonly personId: string;
  readonly reservedTokens: number;
  /** The advance charge of its person. */
  readonly chargedTokens: number;
  /** Expected, given what it wrote so far. */
  readonly remainingTokens: number;
  readonly writtenTokens: number;
  readonly expectedOutput: number;
  /** How uncertain its length is; see remaining-output.ts. */
  readonly spread: number;
  readonly remainingPrefillMs: number;
}

export interface WaitingRun {
  readonly runId: string;
  readonly personId: string;
  readonly band: Band;
  readonly promptTokens: number;
  readonly expectedOutput: number;
  readonly enqueuedAtMs: number;
  /** Null: queued. Else it is queued when this run ends; '' when that cannot be foreseen (an approval). */
  readonly behind: string | null;
  /** The assumed length of its answer. */
  readonly outputTokens?: number;
}

/**
 * The queue, the card and the counters at one moment: all the simulation needs. The engines of a pool are taken for one
 * card of their sizes and rates together.
 */
export interface QueueModel {
  readonly nowMs: number;
  readonly isOnline: boolean;
  /** An admin has stopped the admission. */
  readonly isPaused: boolean;
  readonly slots: number;
  readonly kvTokens: number;
  /** The rates were measured on this GPU. */
  readonly isMeasured: boolean;
  readonly prefillTokensPerSecond: number;
  /** Tokens a second of each run, by how many run together. */
  readonly decodeTokensPerSecond: readonly number[];
  readonly people: readonly QueuePerson[];
  readonly running: readonly RunningRun[];
  readonly waiting: readonly WaitingRun[];
  /** How uncertain the lengths of answers are: of everybody together, and of those who are known well enough. */
  readonly spread: number;
  readonly spreads: ReadonlyMap<string, number>;
}

const UUID_LENGTH = 36;
const lines = (text: string | null): string[] => (text === null || text === '' ? [] : text.split('\n'));
const bandOf = (name: string | undefined): Band => (name === 'interactive' ? 'interactive' : bandSchema.parse(name));

/** Turns the database's compact row into the model. */
export function readSnapshot(raw: RawSnapshot): QueueModel {
  const { nowMs } = raw;
  const engines = raw.engines ?? [];
  const online = engines.filter(({ state }) => state === 'online');
  const admitting = online.filter(({ slots }) => slots > 0);
  const cards = admitting.length > 0 ? admitting : online.length > 0 ? online : engines;
  const { prefillTokensPerSecond, decodeTokensPerSecond } = mergeCards(cards);
  return {
    nowMs,
    isOnline: online.length > 0,
    isPaused: online.length > 0 && online.every(({ admission }) => admission === 'paused'),
    slots: cards.reduce((sum, { slots }) => sum + slots, 0),
    kvTokens: cards.reduce((sum, { kvTokens }) => sum + kvTokens, 0),
    isMeasured: cards.some(({ rates }) => rates.decodeTokensPerSecond !== undefined),
    prefillTokensPerSecond,
    spread: raw.spread ?? DEFAULT_SPREAD,
    spreads: numbersById(raw.spreads),
    decodeTokensPerSecond,
    people: readPeople(raw),
    running: (raw.running ?? []).map((run) => ({
      runId: run.runId,
      personId: run.personId,
      reservedTokens: run.reservedTokens,
      chargedTokens: run.chargedTokens,
      remainingTokens: remainingOutput(run.outputTokens, run.expectedOutput, run.spread ?? DEFAULT_SPREAD),
      writtenTokens: run.outputTokens,
      expectedOutput: run.expectedOutput,
      spread: run.spread ?? DEFAULT_SPREAD,
      remainingPrefillMs:
        run.firstTokenAtMs === null
          ? Math.max(0, (run.promptTokens / prefillTokensPerSecond) * 1_000 - (nowMs - run.admittedAtMs))
          : 0,
    })),
    waiting: [...lines(raw.queued).map((line) => waitingRun(line.split('|'), null)), ...heldRuns(raw.held)],
  };
}

const numbersById = (text: string | null): Map<string, number> =>
  new Map(lines(text).map((line) => [line.slice(0, UUID_LENGTH), Number(line.slice(UUID_LENGTH + 1))]));

function readPeople(raw: RawSnapshot): QueuePerson[] {
  const weights = numbersById(raw.weights);
  const people = new Map<string, QueuePerson & { headSinceMs: Partial<Record<Band, number>> }>();
  const add = (
    personId: string,
    counter: string | undefined,
    running: string | undefined,
  ): Partial<Record<Band, number>> => {
    const headSinceMs = people.get(personId)?.headSinceMs ?? {};
    people.set(personId, {
      personId,
      counter: Number(counter),
      running: Number(running),
      weight: weights.get(personId) ?? 1,
      headSinceMs,
    });
    return headSinceMs;
  };
  for (const line of lines(raw.people)) {
    const [personId = '', counter, running] = line.split('|');
    add(personId, counter, running);
  }
  for (const line of lines(raw.heads)) {
    const [personId = '', band, sinceMs, counter, running] = line.split('|');
    add(personId, counter, running)[bandOf(band)] = Number(sinceMs);
  }
  return [...people.values()];
}

function waitingRun(fields: readonly string[], behind: string | null): WaitingRun {
  const [runId = '', personId = '', band, promptTokens, expectedOutput, enqueuedAtMs] = fields;
  return {
    runId,
    personId,
    band: bandOf(band),
    promptTokens: Number(promptTokens),
    expectedOutput: Number(expectedOutput),
    enqueuedAtMs: Number(enqueuedAtMs),
    behind,
  };
}

/**
 * Follow-ups form a chain in each conversation: the first is behind the active run, each other behind the one before
 * it.
 */
function heldRuns(text: string | null): WaitingRun[] {
  const rows = lines(text).map((line) => line.split('|'));
  rows.sort((a, b) => Number(a[5]) - Number(b[5]) || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  const lastOf = new Map<string, string>();
  return rows.map((fields) => {
    const [runId = '', , , , , , conversationId = '', active = ''] = fields;
    const behind = lastOf.get(conversationId) ?? active;
    lastOf.set(conversationId, runId);
    return waitingRun(fields, behind);
  });
}
