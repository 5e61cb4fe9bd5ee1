import 'server-only';
import { createHash } from 'node:crypto';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { sqlRunner } from '@/lib/db/transaction';
import { isAppError, notFound } from '@/lib/errors/app-error';
import { callTool } from '@/lib/tool-calls/call-tool';
import type { JsonObject, LinkedLookUp, UsableTool } from '@/lib/tools/contracts';
import type { ApprovalLookUps } from '@/lib/tool-calls/contracts';
import { getCall } from '@/lib/tool-calls/get-call';
import { findCallIdOfApproval } from '@/lib/tool-calls/internal/calls-repository';
import { selectApprovals } from '@/lib/tool-calls/internal/sql/approvals-sql';
import { findTool } from '@/lib/tools/tools-sql';
import { listUsableTools } from '@/lib/grants/list-usable-tools';

type LookUp = ApprovalLookUps['lookUps'][number];

/**
 * Looks up what an admin linked to the tool of a waiting call, for somebody who may decide about it: as their own
 * manual calls, with their grants, limits and audit events. Once for each id that the caller chooses; a new id looks up
 * again. What they may not look up says so.
 * @param attemptId chosen by the caller
 * @param client where the request came from, for the log
 * @throws AppError not-found when there is nothing they may decide
 */
export async function lookUpForApproval(
  principal: Principal,
  approvalId: string,
  attemptId: string,
  client?: Pick<RequestClient, 'address'>,
): Promise<ApprovalLookUps> {
  const callId = await findCallIdOfApproval(approvalId);
  if (callId === null) throw notFound('approval');
  const [call, approvals, usable] = await Promise.all([
    getCall(principal, callId),
    selectApprovals(sqlRunner(), [callId]),
    listUsableTools(principal),
  ]);
  const approval = approvals.get(callId);
  if (call.approval?.mayDecide !== true || approval === undefined) throw notFound('approval');
  const links = approval.policy.lookUps ?? [];
  return {
    lookUps: await Promise.all(
      links.map((link) =>
        lookUp(principal, link, { approvalId, attemptId, given: approval.arguments, usable }, client),
      ),
    ),
  };
}

interface Asked {
  readonly approvalId: string;
  readonly attemptId: string;
  /** The arguments of the call that waits. */
  readonly given: JsonObject;
  readonly usable: readonly UsableTool[];
}

async function lookUp(
  principal: Principal,
  link: LinkedLookUp,
  { approvalId, attemptId, given, usable }: Asked,
  client: Pick<RequestClient, 'address'> | undefined,
): Promise<LookUp> {
  const tool = await findTool(sqlRunner(), link.toolId);
  if (tool === null) return { toolName: '', title: '', problem: 'gone', call: null };
  const shown = { toolName: tool.name, title: tool.title };
  const own = usable.find(({ id }) => id === link.toolId);
  // A tool that needs a decision itself, or changes something, cannot be a look-up.
  if (own?.effect !== 'read' || own.needsApproval !== 'none') return { ...shown, problem: 'not-granted', call: null };
  const pairs = link.arguments.flatMap(({ name, from }) => {
    const value = Object.hasOwn(given, from) ? given[from] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  try {
    const input = {
      id: callIdOf([principal.sessionId, approvalId, attemptId, link]),
      toolId: link.toolId,
      arguments: Object.fromEntries(pairs),
      conversationId: null,
    };
    return { ...shown, problem: null, call: await callTool(principal, input, client) };
  } catch (error) {
    // The grant was removed at this moment.
    if (isAppError(error) && error.kind === 'not-found') return { ...shown, problem: 'not-granted', call: null };
    throw error;
  }
}

/**
 * The same for the same attempt of a session, and nobody else can know it. Its version keeps the call out of the list
 * of one's own manual calls.
 */
function callIdOf(parts: readonly unknown[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  // Version 8 (RFC 9562): made from what the caller chooses.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
