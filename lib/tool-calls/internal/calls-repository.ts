import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { getPrisma } from '@/lib/db/prisma';
import { OPEN_CALL_STATES } from '@/lib/tool-calls/contracts';
import type { CallFingerprints } from '@/lib/tools/open-calls';

/** A call in a deleted conversation is gone, for its approvers too. */
const NOT_DELETED = {
  OR: [{ conversationId: null }, { conversation: { deletedAt: null } }],
} satisfies Prisma.ToolCallWhereInput;

/** Which call an approval is about never changes. */
export async function findCallIdOfApproval(approvalId: string): Promise<string | null> {
  const approval = await getPrisma().approval.findUnique({ where: { id: approvalId }, select: { callId: true } });
  return approval?.callId ?? null;
}

/** Whether it is this person's and not deleted. */
export async function isOwnConversation(conversationId: string, ownerId: string): Promise<boolean> {
  const where = { id: conversationId, ownerId, deletedAt: null };
  return (await getPrisma().conversation.findUnique({ where, select: { id: true } })) !== null;
}

export interface WholeResult {
  readonly text: string;
  readonly type: 'json' | 'text';
  readonly toolName: string;
}

/** The whole result of one's own call; null: no result, or not one's own, or its conversation is deleted. */
export async function findWholeResult(callId: string, requesterId: string): Promise<WholeResult | null> {
  const call = await getPrisma().toolCall.findUnique({
    where: { id: callId, requesterId, ...NOT_DELETED },
    select: { resultText: true, resultType: true, toolName: true },
  });
  const text = call?.resultText ?? null;
  if (call === null || text === null) return null;
  return { text, type: call.resultType === 'json' ? 'json' : 'text', toolName: call.toolName };
}

/** Those of the calls that were cancelled. */
export async function selectCancelled(callIds: readonly string[]): Promise<string[]> {
  const calls = await getPrisma().toolCall.findMany({
    where: { id: { in: [...callIds] }, state: 'cancelled' },
    select: { id: true },
  });
  return calls.map(({ id }) => id);
}

/** Open calls of a tool are calls of what it is now: for a move that changes nothing of what was asked for. */
export async function carryOpenCalls(
  { prisma }: Transaction,
  toolId: string,
  fingerprint: CallFingerprints,
): Promise<void> {
  await prisma.toolCall.updateMany({
    where: { toolId, toolFingerprint: fingerprint.before, state: { in: [...OPEN_CALL_STATES] } },
    data: { toolFingerprint: fingerprint.after },
  });
}
