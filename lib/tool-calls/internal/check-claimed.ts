import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { GrantLimits, JsonObject, StoredTool, ToolError } from '@/lib/tools/contracts';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { invalidArguments } from '@/lib/tools/invalid-arguments';
import { validateArguments } from '@/lib/tools/validate-arguments';
import { checkStandingLimits } from '@/lib/tool-calls/internal/check-limits';
import { guarded } from '@/lib/tool-calls/internal/authorize-call';
import { approvalOf, decideGrant, type ApplicableGrant } from '@/lib/grants/decide-grant';
import { availabilityOf } from '@/lib/grants/tool-availability';
import { callFingerprint } from '@/lib/tools/tool-fingerprint';
import { selectApprovals, type ApprovalRow } from '@/lib/tool-calls/internal/sql/approvals-sql';
import type { CallRow } from '@/lib/tool-calls/internal/sql/calls-sql';
import { selectGrantsOfCalls, selectRequesters } from '@/lib/grants/grants-sql';
import type { Applicant } from '@/lib/auth/find-applicant';
import { selectToolsOfCalls } from '@/lib/tools/tools-sql';
import {
  repeatsUnknownOutcome,
  selectRepeatsOfUnknownOutcomes,
} from '@/lib/tool-calls/internal/sql/unknown-outcome-sql';

export type Checked =
  | {
      readonly error: null;
      readonly tool: StoredTool;
      readonly input: JsonObject;
      readonly requester: Applicant;
      readonly requesterName: string;
      readonly granted: 'allow' | 'ask' /** The approver changed the arguments of the call. */;
      readonly isEdited: boolean;
    }
  | { readonly error: ToolError; readonly requesterName: string };

/** The present requesters, tools, grants and approvals of calls. */
export interface CallEvidence {
  readonly requesters: ReadonlyMap<string, Applicant>;
  readonly tools: ReadonlyMap<string, StoredTool>;
  readonly grants: readonly (ApplicableGrant & { readonly requesterId: string })[];
  readonly approvals: ReadonlyMap<string, ApprovalRow>;
  /** Calls that repeat an earlier call for the same question whose outcome is unknown. */
  readonly unsure: ReadonlySet<string>;
}

/** Sends all its statements before it awaits the first. */
export async function loadEvidence(sql: SqlRunner, callIds: readonly string[]): Promise<CallEvidence> {
  const [requesters, tools, grants, approvals, unsure] = await Promise.all([
    selectRequesters(sql, callIds),
    selectToolsOfCalls(sql, callIds),
    selectGrantsOfCalls(sql, callIds),
    selectApprovals(sql, callIds),
    selectRepeatsOfUnknownOutcomes(sql, callIds),
  ]);
  return { requesters, tools, grants, approvals, unsure };
}

/** A call that this process may make now, and no other. */
export interface ClaimedCall {
  readonly call: CallRow;
  readonly checked: Checked;
}

/**
 * Checks again everything that was checked at the request, and the approval: the last check before the call is
 * executed.
 */
export function checkClaimed(call: CallRow, evidence: CallEvidence, now: Date): Checked {
  const checked = checkUse(call, evidence, now);
  if (checked.error !== null) return checked;
  if (evidence.unsure.has(call.id))
    return { error: { code: 'tool-repeat-unsure' }, requesterName: checked.requesterName };
  const approval = evidence.approvals.get(call.id) ?? null;
  const error = checkApproval(checked.tool, checked.granted, approval, call.argumentHash);
  return error === null
    ? { ...checked, isEdited: (approval?.editedHash ?? null) !== null }
    : { error, requesterName: checked.requesterName };
}

/** The same without the approval: what a decision needs, with the arguments that are about to be approved. */
export async function checkBeforeUse(sql: SqlRunner, call: CallRow, now: Date): Promise<ToolError | null> {
  const { error } = checkUse(call, await loadEvidence(sql, [call.id]), now);
  return error === null && (await repeatsUnknownOutcome(sql, call)) ? { code: 'tool-repeat-unsure' } : error;
}

function checkUse(call: CallRow, evidence: CallEvidence, now: Date): Checked {
  const { toolId, arguments: input } = call;
  const requester = evidence.requesters.get(call.requesterId) ?? null;
  const grants = evidence.grants.filter((grant) => grant.requesterId === call.requesterId && grant.toolId === toolId);
  const requesterName = requester?.name ?? '';
  const refuse = (error: ToolError): Checked => ({ error, requesterName });
  if (requester === null || requester.isDisabled) return refuse({ code: 'person-disabled' });
  if (call.conversationDeleted) return refuse({ code: 'conversation-deleted' });
  if (call.isRunStopped) return refuse({ code: 'tool-cancelled' });
  const answer = decideGrant(grants);
  const available = availabilityOf(toolId === null ? null : (evidence.tools.get(toolId) ?? null), answer.effect);
  if (available.error !== null) return refuse(available.error);
  const { tool, granted } = available;
  if (call.toolFingerprint !== callFingerprint(tool)) return refuse({ code: 'tool-changed' });
  // Also against the row's own hash, so that changed arguments are noticed.
  if (input === null || hashArguments(tool.id, input) !== call.argumentHash)
    return refuse({ code: 'tool-arguments-changed' });
  const fit = guarded(() => checkInput(tool, input, answer.limits, now));
  const error = 'error' in fit ? fit.error : fit.result;
  return error === null ? { error, tool, input, requester, requesterName, granted, isEdited: false } : refuse(error);
}

function checkApproval(
  tool: StoredTool,
  granted: 'allow' | 'ask',
  approval: ApprovalRow | null,
  argumentHash: string | null,
): ToolError | null {
  if (approval === null) return approvalOf(tool, granted) === null ? null : { code: 'tool-approval-missing' };
  if (approval.state !== 'approved') return { code: 'tool-approval-missing' };
  return (approval.editedHash ?? approval.argumentHash) === argumentHash ? null : { code: 'tool-arguments-changed' };
}

function checkInput(tool: StoredTool, input: JsonObject, limits: readonly GrantLimits[], now: Date): ToolError | null {
  const invalid = validateArguments(tool.inputSchema, 'tool', input);
  if (invalid !== null) return invalidArguments(invalid);
  return checkStandingLimits(limits, input, now);
}
