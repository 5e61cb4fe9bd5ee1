import 'server-only';
import type { ToolError } from '@/lib/tools/contracts';
import { MAX_SHOWN_RESULT_CHARS, type CallApproval, type ToolCallDto } from '@/lib/tool-calls/contracts';
import { argumentNames } from '@/lib/tools/argument-names';
import { mayDecide, type Decider } from '@/lib/grants/may-decide';
import type { ShownCallRow } from '@/lib/tool-calls/internal/sql/shown-calls-sql';

/**
 * A call as this reader may see it, with the accounts of requester and approver, because two people may have the same
 * name; null when the reader may not see it. An approver of somebody else's call sees the call, but neither its
 * conversation nor its result.
 */
export function toCallDto(row: ShownCallRow, reader: Decider): ToolCallDto | null {
  const isOwn = row.requesterId === reader.id;
  const may = row.policy === null ? 'no' : mayDecide(row.policy, row.requesterId, reader);
  if (!isOwn && may !== 'yes' && (row.decidedById === null || row.decidedById !== reader.id)) return null;
  return {
    id: row.id,
    origin: row.origin,
    runId: isOwn ? row.runId : null,
    conversationId: isOwn ? row.conversationId : null,
    messageId: isOwn ? row.messageId : null,
    requester: { id: row.requesterId, name: row.requesterName, email: row.requesterEmail },
    step: row.step,
    position: row.position,
    toolId: row.toolId,
    toolName: row.toolName,
    toolTitle: row.toolTitle,
    effect: row.effect,
    isSample: row.isSample,
    arguments: row.arguments,
    argumentsText: row.argumentsText,
    argumentNames: row.inputSchema === null ? [] : argumentNames(row.inputSchema),
    state: row.state,
    error: isOwn || row.error === null ? row.error : withoutWords(row.error),
    result: isOwn ? resultOf(row) : null,
    approval: approvalOf(row, may === 'yes'),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** Values that name a part of the tool itself: its definition, its arguments, its server. */
const OWN_VALUES = new Set(['name', 'pointer', 'server']);

/**
 * The failure of a call with its numbers (a status, seconds) and the part of the tool that it is about, without the
 * text of a server: that text belongs to the result.
 */
function withoutWords({ code, values = {}, effectUnknown }: ToolError): ToolError {
  const known = Object.entries(values).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'number' || OWN_VALUES.has(name) ? value : '',
  ]);
  const hasValues = known.some(([, value]) => value !== '');
  return {
    code,
    ...(hasValues ? { values: Object.fromEntries(known) } : {}),
    ...(effectUnknown === true ? { effectUnknown } : {}),
  };
}

function resultOf({ resultType, resultText, resultChars, resultHash, isCut }: ShownCallRow): ToolCallDto['result'] {
  if (resultType === null || resultText === null || resultHash === null) return null;
  // In characters of PostgreSQL (code points), like the cut.
  const chars = resultChars ?? resultText.length;
  return {
    type: resultType,
    text: resultText,
    isWhole: chars <= MAX_SHOWN_RESULT_CHARS,
    chars,
    hash: resultHash,
    isCutForModel: isCut,
  };
}

function approvalOf(row: ShownCallRow, isDecider: boolean): CallApproval | null {
  const { approvalId, approvalState, policy, expiresAt, approvalHash } = row;
  if (approvalId === null || approvalState === null || policy === null || expiresAt === null || approvalHash === null)
    return null;
  const mayDecideNow =
    isDecider && approvalState === 'pending' && row.state === 'waiting_approval' && row.isExpired === false;
  return {
    id: approvalId,
    state: approvalState,
    mode: policy.mode,
    roles: policy.mode === 'self' ? [] : policy.roles,
    groups: policy.mode === 'self' ? [] : row.groupNames,
    fourEyes: policy.fourEyes,
    expiresAt: expiresAt.toISOString(),
    decidedBy:
      row.decidedById === null
        ? null
        : { id: row.decidedById, name: row.decidedByName ?? '', email: row.decidedByEmail },
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reason: row.reason,
    argumentHash: approvalHash,
    originalArguments: row.editedHash === null ? null : row.originalArguments,
    mayDecide: mayDecideNow,
    inputSchema: mayDecideNow ? row.inputSchema : null,
    lookUps: mayDecideNow ? (policy.lookUps?.length ?? 0) : 0,
  };
}
