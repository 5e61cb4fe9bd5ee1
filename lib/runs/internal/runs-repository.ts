import 'server-only';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import { unfinishedRunsSchema, type UnfinishedRuns } from '@/lib/runs/contracts';

const UNFINISHED = { in: ['held' as const, 'queued' as const, 'running' as const, 'waiting_approval' as const] };

/** Whether this is a person's run: a model call, or a run of a conversation that was not deleted. */
export async function isOwnedRun(id: string, personId: string): Promise<boolean> {
  const conversation = { OR: [{ conversationId: null }, { conversation: { deletedAt: null } }] };
  const run = await getPrisma().run.findUnique({ where: { id, personId, ...conversation }, select: { id: true } });
  return run !== null;
}

/**
 * The id of the run that answers a question first asked with this message id (an idempotent repeat finds it), found
 * among those of its conversation.
 */
export async function findRunIdOfQuestion({
  userMessageId,
  conversationId,
  personId,
}: {
  readonly userMessageId: string;
  readonly conversationId: string;
  readonly personId: string;
}): Promise<string | null> {
  const run = await getPrisma().run.findFirst({
    where: { userMessageId, conversationId, personId, conversation: { deletedAt: null } },
    orderBy: { enqueuedAt: 'asc' },
    select: { id: true },
  });
  return run?.id ?? null;
}

/**
 * A conversation's unfinished runs in the order they will run; null for a conversation that is deleted or not the
 * person's.
 */
export async function selectUnfinishedRuns(
  conversationId: string,
  personId: string,
): Promise<UnfinishedRuns['runs'] | null> {
  const conversation = await getPrisma().conversation.findUnique({
    where: { id: conversationId, ownerId: personId, deletedAt: null },
    select: {
      runs: {
        where: { personId, status: UNFINISHED },
        orderBy: [{ enqueuedAt: 'asc' }, { id: 'asc' }],
        select: { id: true, userMessageId: true, assistantMessageId: true, status: true, phase: true },
      },
    },
  });
  if (conversation === null) return null;
  return unfinishedRunsSchema.shape.runs.parse(heldBy(conversation.runs, 'last'));
}

/**
 * Unfinished runs of people who are disabled, of each conversation the last to run first, so that stopping one starts
 * none of the others.
 */
export async function selectRunsOfDisabled(): Promise<{ readonly runId: string; readonly personId: string }[]> {
  const runs = await getPrisma().run.findMany({
    where: { person: { disabledAt: { not: null } }, status: UNFINISHED, stopRequestedAt: null },
    orderBy: [{ enqueuedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, personId: true, status: true },
  });
  return heldBy(runs, 'first').map(({ id, personId }) => ({ runId: id, personId }));
}

/** Follow-ups (held) before or behind the run that they wait for. */
function heldBy<Run extends { readonly status: string }>(runs: readonly Run[], place: 'first' | 'last'): Run[] {
  const held = runs.filter(({ status }) => status === 'held');
  const others = runs.filter(({ status }) => status !== 'held');
  return place === 'first' ? [...held, ...others] : [...others, ...held];
}

/** Whether a conversation still has the title of its text, and this is its first question. */
export async function wantsTitle(id: string, userMessageId: string): Promise<boolean> {
  const conversation = await getPrisma().conversation.findUnique({
    where: { id, titleSource: 'text', deletedAt: null, messages: { some: { id: userMessageId, parentId: null } } },
    select: { id: true },
  });
  return conversation !== null;
}

/** The answers of a conversation that unfinished runs are to write. */
export async function findUnfinishedAnswers(conversationId: string, prisma: PrismaRunner): Promise<string[]> {
  const runs = await prisma.run.findMany({
    where: { conversationId, status: UNFINISHED },
    select: { assistantMessageId: true },
  });
  return runs.flatMap(({ assistantMessageId }) => assistantMessageId ?? []);
}
