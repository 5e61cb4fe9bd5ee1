import 'server-only';
import type { AnswerLease } from '@/lib/admission/contracts';
import { setEngineTitle } from '@/lib/conversations/set-engine-title';
import { getLogger } from '@/lib/observability/logger';
import { executions } from '@/lib/runs/internal/execution';
import { turnsUpTo } from '@/lib/runs/internal/run-context';
import { wantsTitle } from '@/lib/runs/internal/runs-repository';
import { TITLE_INSTRUCTION } from '@/lib/runs/internal/system-prompt';

const MAX_TITLE_TOKENS = 40;
/** UTF-16 units of question and answer that the title is made from: enough for the subject, and short to prefill. */
const EXCERPT_LENGTH = 600;
/** Without a new answer for so long, a title may be asked for. */
const QUIET_BEFORE_TITLE_MS = 500;
/** When many wait, the older conversations keep the title of their text. */
const MOST_PROPOSALS = 10;

interface Proposals {
  leases: AnswerLease[];
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
export function proposeTitle(lease: AnswerLease): void {
  if (lease.kind !== 'answer') return;
  const proposals = (globalThis.yikaTitleProposals ??= { leases: [], timer: undefined });
  proposals.leases = [...proposals.leases, lease].slice(-MOST_PROPOSALS);
  clearTimeout(proposals.timer);
  proposals.timer = setTimeout(askWhenQuiet, QUIET_BEFORE_TITLE_MS, proposals).unref();
}

/** One title in each quiet moment, the newest conversation first, because people look at that one. */
function askWhenQuiet(proposals: Proposals): void {
  const lease = executions().size === 0 ? proposals.leases.pop() : undefined;
  if (lease !== undefined) {
    askForTitle(lease).catch((error: unknown) =>
      getLogger().info({ err: error, runId: lease.runId }, 'no title from the engine'),
    );
  }
  if (proposals.leases.length > 0) proposals.timer = setTimeout(askWhenQuiet, QUIET_BEFORE_TITLE_MS, proposals).unref();
}

async function askForTitle(lease: AnswerLease): Promise<void> {
  const { conversationId, userMessageId, assistantMessageId, personId } = lease;
  if (!(await wantsTitle(conversationId, userMessageId))) return;
  // The SDK takes 30 MB: it is loaded with the first title.
  const [{ generateText }, { admittedModel }] = await Promise.all([import('ai'), import('@/lib/runs/admitted-model')]);
  const { text } = await generateText({
    model: admittedModel({ personId, kind: 'title', band: 'background' }),
    instructions: TITLE_INSTRUCTION,
    prompt: await excerptOf(assistantMessageId),
    maxOutputTokens: MAX_TITLE_TOKENS,
  });
  const title = cleanTitle(text);
  if (title !== '') await setEngineTitle(conversationId, title);
}

async function excerptOf(messageId: string): Promise<string> {
  const turns = await turnsUpTo(messageId);
  const texts = turns.map(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'));
  return texts.map((text) => text.slice(0, EXCERPT_LENGTH)).join('\n\n');
}

/** One line, without the quotes and full stops that models like to add. */
function cleanTitle(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.replace(/^["'“”‘’「《#\s]+|["'“”‘’」》。.\s]+$/gu, '').slice(0, 60);
}
