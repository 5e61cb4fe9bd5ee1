import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { RunLease } from '@/lib/admission/contracts';
import { enqueueRun } from '@/lib/admission/enqueue-run';
import { finishRun } from '@/lib/admission/finish-run';
import { requeueRun } from '@/lib/admission/requeue-run';
import { yieldSignal } from '@/lib/admission/yield-signal';
import { setEngineTitle } from '@/lib/conversations/set-engine-title';
import { instanceId } from '@/lib/db/instance-id';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { streamCompletion } from '@/lib/engine/stream-completion';
import { getLogger } from '@/lib/observability/logger';
import { enginePriority } from '@/lib/runs/internal/engine-priority';
import { executions } from '@/lib/runs/internal/execution';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { turnsUpTo } from '@/lib/runs/internal/run-context';
import { wantsTitle } from '@/lib/runs/internal/runs-sql';
import { TITLE_INSTRUCTION } from '@/lib/runs/internal/system-prompt';

const MAX_TITLE_TOKENS = 40;
/** UTF-16 units of question and answer that the title is made from: enough to know the subject, short to read in. */
const EXCERPT_LENGTH = 600;
/** Without a new answer for so long, a title may be asked for. */
const QUIET_BEFORE_TITLE_MS = 500;
/** In a busy time the older conversations keep the title of their text. */
const MOST_PROPOSALS = 10;

interface Proposals {
  leases: RunLease[];
  timer: NodeJS.Timeout | undefined;
}

declare global {
  var yikaTitleProposals: Proposals | undefined;
}

/**
 * After the first answer of a conversation, queues a run in the background band that gives it a better title than the
 * question's first line: when this process has been quiet for a moment, so that no next question shares processor or
 * card with it. Until the run is done, and if it fails or is never asked for, the text's title stands.
 */
export function proposeTitle(lease: RunLease): void {
  if (lease.kind !== 'answer') return;
  const proposals = (globalThis.yikaTitleProposals ??= { leases: [], timer: undefined });
  proposals.leases = [...proposals.leases, lease].slice(-MOST_PROPOSALS);
  clearTimeout(proposals.timer);
  proposals.timer = setTimeout(askWhenQuiet, QUIET_BEFORE_TITLE_MS, proposals).unref();
}

/** One title each time it is quiet: the newest first, which is what people look at. */
function askWhenQuiet(proposals: Proposals): void {
  const lease = executions().size === 0 ? proposals.leases.pop() : undefined;
  if (lease !== undefined) {
    askForTitle(lease).catch((error: unknown) =>
      getLogger().warn({ err: error, runId: lease.runId }, 'no title asked for'),
    );
  }
  if (proposals.leases.length > 0) proposals.timer = setTimeout(askWhenQuiet, QUIET_BEFORE_TITLE_MS, proposals).unref();
}

async function askForTitle(lease: RunLease): Promise<void> {
  if (!(await wantsTitle(sqlRunner(), lease.conversationId, lease.userMessageId))) return;
  const { conversationId, userMessageId, assistantMessageId, personId } = lease;
  const promptTokens = estimateTokens(TITLE_INSTRUCTION) + EXCERPT_LENGTH;
  await withTransaction((sql) =>
    enqueueRun(sql, {
      id: uuidv7(),
      kind: 'title',
      conversationId,
      userMessageId,
      assistantMessageId,
      personId,
      mode: 'quick',
      band: 'background',
      promptTokens,
      outputBudget: MAX_TITLE_TOKENS,
      instanceId: instanceId(),
      now: new Date(),
    }),
  );
  void admitRuns();
}

/**
 * Executes a title run. It goes back to the queue when a person waits for its place; a failure is logged and leaves the
 * old title.
 */
export async function executeTitle(lease: RunLease, signal: AbortSignal): Promise<void> {
  let title = '';
  let usage = { promptTokens: lease.promptTokens, outputTokens: 0, cachedTokens: 0 };
  let failed = false;
  const isWanted = yieldSignal(lease.runId);
  try {
    const excerpt = (await turnsUpTo(lease.assistantMessageId))
      .map((turn) =>
        turn.parts
          .filter((part) => part.type === 'text')
          .map((part) => part.text)
          .join('\n')
          .slice(0, EXCERPT_LENGTH),
      )
      .join('\n\n');
    const messages = [
      { role: 'system' as const, content: TITLE_INSTRUCTION },
      { role: 'user' as const, content: excerpt },
    ];
    const requestId = `${lease.runId}.${lease.epoch}`;
    for await (const event of streamCompletion({
      engine: getEngine(),
      messages,
      mode: 'quick',
      maxOutputTokens: MAX_TITLE_TOKENS,
      signal: AbortSignal.any([signal, isWanted]),
      requestId,
      priority: enginePriority(lease.band),
    })) {
      if (event.type === 'text') title += event.text;
      else if (event.type === 'text-was-reasoning') title = '';
      else if (event.type === 'finish' && event.usage !== null) usage = event.usage;
    }
  } catch (error) {
    if (
      isWanted.aborted &&
      (await requeueRun(sqlRunner(), { runId: lease.runId, epoch: lease.epoch, countsAsAttempt: false }))
    ) {
      void admitRuns();
      return;
    }
    failed = true;
    getLogger().info({ err: error, runId: lease.runId }, 'no title from the engine');
  }
  const clean = cleanTitle(title);
  const ending = {
    runId: lease.runId,
    epoch: lease.epoch,
    status: failed ? 'failed' : 'completed',
    error: failed ? { code: 'title-failed' } : null,
    ...usage,
  } as const;
  await unlessLeaseLost('end of a title', () =>
    withTransaction(async (sql) => {
      // The conversation before the line of its person, as a question that is accepted takes them.
      if (!failed && clean !== '') await setEngineTitle(sql, lease.conversationId, clean);
      if ((await finishRun(sql, { ...ending, now: new Date() })) === null) throw new LeaseLost();
    }),
  );
  void admitRuns();
}

/** One line, without the quotes and full stops that models like to add. */
function cleanTitle(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.replace(/^["'“”‘’「《#\s]+|["'“”‘’」》。.\s]+$/gu, '').slice(0, 60);
}
