import 'server-only';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { AuditActor, AuditEntry } from '@/lib/audit/contracts';
import { storableText } from '@/lib/db/storable-text';
import type { SqlRunner } from '@/lib/db/transaction';
import { findRepairs } from '@/lib/tools/argument-repair-contracts';
import { toolNameSchema, type StoredTool, type ToolError } from '@/lib/tools/contracts';
import type { ToolCallState } from '@/lib/tool-calls/contracts';
import { MAX_ARGUMENT_CHARS } from '@/lib/tools/parse-arguments';
import { takeAllowance } from '@/lib/tool-calls/internal/check-limits';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import type { ClaimedCall } from '@/lib/tool-calls/internal/check-claimed';
import { authorizeCall, type Candidate, type Authorization } from '@/lib/tool-calls/internal/authorize-call';
import { modelTextOfError } from '@/lib/tool-calls/internal/model-text';
import { decideGrant, type ApplicableGrant } from '@/lib/grants/decide-grant';
import { callFingerprint } from '@/lib/tools/tool-fingerprint';
import { hasApprover, insertApprovals, type NewApproval } from '@/lib/tool-calls/internal/sql/approvals-sql';
import { insertCalls, type NewCall } from '@/lib/tool-calls/internal/sql/calls-sql';
import { selectEarlierCalls, type EarlierCall } from '@/lib/tool-calls/internal/sql/earlier-calls-sql';
import { selectGrantsByToolName } from '@/lib/grants/grants-sql';
import { findApplicant, type Applicant } from '@/lib/auth/find-applicant';
import { selectToolsByName } from '@/lib/tools/tools-sql';

/** The largest number of calls of one step; further calls are refused. */
const MAX_CALLS_A_STEP = 16;
const MAX_NAME_CHARS = 64;
/**
 * The longest arguments of a refused call in the audit log: events are kept for ever, and anybody can cause refused
 * calls.
 */
const MAX_REFUSED_CHARS_LOGGED = 2_000;

export interface PlacedCall {
  readonly id: string;
  readonly state: ToolCallState;
  readonly error: ToolError | null;
}

export interface PlaceInput {
  readonly origin: 'model' | 'person';
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  readonly personId: string;
  /** The client of a manual call; null for a run, which executes without a request of the person. */
  readonly actor: AuditActor | null;
  readonly step: number;
  readonly now: Date;
  /** The process that executes manual calls; null for those of a run. */
  readonly instanceId: string | null;
  /**
   * The process that makes at once what may be made: such a call is claimed as it is stored. Null: it stays `ready`.
   */
  readonly claimFor: string | null;
  readonly calls: readonly {
    readonly id: string;
    readonly modelCallId: string | null;
    readonly name: string;
    readonly argumentsText: string;
  }[];
}

/**
 * Authorises calls and stores them with their approvals; the statements are sent with the commit of the caller's
 * transaction. @returns the state of each call, the calls that are claimed from the commit on, and the events, which
 * the caller records last.
 */
export async function requestAndAuthorizeCalls(
  sql: SqlRunner,
  input: PlaceInput,
): Promise<{ placed: PlacedCall[]; claimed: ClaimedCall[]; events: AuditEntry[] }> {
  // What cannot be a tool's name is not looked for: a model may write anything, also what PostgreSQL cannot take.
  const names = [...new Set(input.calls.map((call) => call.name))]
    .filter((name) => toolNameSchema.safeParse(name).success)
    .slice(0, MAX_CALLS_A_STEP);
  const [applicant, tools, grants, earlier] = await Promise.all([
    findApplicant(sql, input.personId),
    selectToolsByName(sql, names),
    selectGrantsByToolName(sql, input.personId, names),
    findEarlier(sql, input),
  ]);
  if (applicant === null) throw new Error('a call of a person who does not exist');
  const candidates = await findCandidates(sql, applicant.id, tools, grants, input.now);
  const calls: NewCall[] = [];
  const claimed: ClaimedCall[] = [];
  const approvals: NewApproval[] = [];
  const events: AuditEntry[] = [];
  for (const [position, call] of input.calls.entries()) {
    const candidate = candidates.get(call.name) ?? null;
    const like = earlier.filter((one) => one.toolName === call.name);
    const own = like.filter((one) => one.isOfAnswer);
    const judged = await withApprover(
      sql,
      applicant,
      applicant.isDisabled
        ? refusal('person-disabled')
        : position >= MAX_CALLS_A_STEP
          ? refusal('tool-too-many-calls')
          : authorizeCall({
              candidate,
              argumentsText: call.argumentsText,
              mayRepair: input.origin === 'model',
              now: input.now,
              earlierHashes: own.filter((one) => one.state !== 'cancelled').map((one) => one.argumentHash),
              unknownOutcomeHashes: like.filter((one) => one.hasUnknownOutcome).map((one) => one.argumentHash),
              awaitedHashes: like.filter((one) => one.isAwaited).map((one) => one.argumentHash),
              wasInvalidBefore: own.some(
                (one) =>
                  one.step < input.step &&
                  one.argumentHash === null &&
                  (one.state === 'invalid' || one.state === 'failed'),
              ),
            }),
    );
    const isKnown = candidate !== null && candidate.answer.effect !== 'deny' && !applicant.isDisabled;
    const row = toRow(input, position, judged, isKnown ? candidate.tool : null);
    calls.push(row);
    if (row.state === 'running' && candidate !== null && row.arguments !== null) {
      const { tool, answer } = candidate;
      const checked = {
        error: null,
        tool,
        input: row.arguments,
        requester: applicant,
        requesterName: applicant.name,
        granted: answer.effect === 'ask' ? 'ask' : 'allow',
        isEdited: false,
      } as const;
      claimed.push({ call: { ...row, conversationDeleted: false, isRunStopped: false }, checked });
    }
    earlier.push({
      toolName: call.name,
      argumentHash: judged.argumentHash,
      state: judged.state,
      step: input.step,
      isOfAnswer: true,
      hasUnknownOutcome: false,
      isAwaited: judged.state === 'waiting_approval' && candidate?.tool.effect === 'change',
    });
    if (judged.policy !== null && row.toolId !== null && row.arguments !== null && row.argumentHash !== null) {
      approvals.push({
        id: uuidv7(),
        callId: row.id,
        runId: row.runId,
        toolId: row.toolId,
        requesterId: row.requesterId,
        argumentHash: row.argumentHash,
        arguments: row.arguments,
        policy: judged.policy,
      });
    }
    events.push(
      ...eventsOf(
        row,
        judged,
        input.actor ?? { actorId: applicant.id, actorName: applicant.name },
        candidate?.tool.id ?? null,
      ),
    );
  }
  await insertCalls(sql, calls);
  if (approvals.length > 0) await insertApprovals(sql, approvals);
  return { placed: calls.map(({ id, state, error }) => ({ id, state, error })), claimed, events };
}

/** Manual calls belong to no answer, and each is independent. */
async function findEarlier(sql: SqlRunner, { runId, messageId, conversationId }: PlaceInput): Promise<EarlierCall[]> {
  return runId === null || messageId === null ? [] : selectEarlierCalls(sql, { runId, messageId, conversationId });
}

/** Tools with what this person may do with them; locks what is counted, in the order of the tools' ids. */
async function findCandidates(
  sql: SqlRunner,
  personId: string,
  tools: readonly StoredTool[],
  grants: readonly ApplicableGrant[],
  now: Date,
): Promise<Map<string, Candidate>> {
  const candidates = new Map<string, Candidate>();
  for (const tool of tools) {
    const answer = decideGrant(grants.filter((grant) => grant.toolId === tool.id));
    candidates.set(tool.name, {
      tool,
      answer,
      allowance: await takeAllowance(sql, tool.id, personId, answer.limits, now),
    });
  }
  return candidates;
}

/** A call must not wait for an approval that nobody can give. */
async function withApprover(sql: SqlRunner, applicant: Applicant, judged: Authorization): Promise<Authorization> {
  const { policy } = judged;
  if (policy?.mode !== 'approvers' || (await hasApprover(sql, policy, applicant.id))) return judged;
  return { ...judged, state: 'refused', error: { code: 'tool-no-approver' }, policy: null };
}

function refusal(code: string): Authorization {
  return { state: 'refused', error: { code }, arguments: null, argumentHash: null, policy: null };
}

function toRow(input: PlaceInput, position: number, judged: Authorization, tool: StoredTool | null): NewCall {
  const call = input.calls[position];
  if (call === undefined) throw new Error('no such call');
  const toolName = tool?.name ?? storable(call.name, MAX_NAME_CHARS);
  const { error } = judged;
  const isClaimed = judged.state === 'ready' && input.claimFor !== null;
  const state = isClaimed ? 'running' : judged.state;
  const isSettled = state === 'invalid' || state === 'refused' || state === 'failed';
  return {
    id: call.id,
    origin: input.origin,
    runId: input.runId,
    conversationId: input.conversationId,
    messageId: input.messageId,
    requesterId: input.personId,
    step: input.step,
    position,
    modelCallId: call.modelCallId === null ? null : storable(call.modelCallId, 200),
    toolId: tool?.id ?? null,
    toolName,
    toolTitle: tool?.title ?? toolName,
    effect: tool?.effect ?? 'read',
    argumentsText: storable(call.argumentsText, MAX_ARGUMENT_CHARS),
    arguments: judged.arguments,
    argumentHash: judged.argumentHash,
    toolFingerprint: tool === null ? null : callFingerprint(tool),
    state,
    error,
    modelText: isSettled && error !== null ? modelTextOfError(toolName, state, error) : null,
    createdAt: input.now,
    finishedAt: isSettled ? input.now : null,
    instanceId: isClaimed ? input.claimFor : isSettled ? null : input.instanceId,
    startedAt: isClaimed ? input.now : null,
    attempts: isClaimed ? 1 : 0,
  };
}

/** What the model wrote is kept as it is, except what PostgreSQL cannot store. */
function storable(text: string, maxChars: number): string {
  return storableText(text.slice(0, maxChars));
}

/**
 * The arguments of a call that is not made, whole while they are short; else their beginning and length. `textHash`: of
 * what is no arguments that could have a hash.
 */
function refusedArguments({
  argumentHash,
  arguments: input,
  argumentsText,
}: NewCall): Readonly<Record<string, unknown>> {
  if (input !== null && argumentsText.length <= MAX_REFUSED_CHARS_LOGGED) return { argumentHash, arguments: input };
  const beginning = {
    argumentsStart: storable(argumentsText, MAX_REFUSED_CHARS_LOGGED),
    argumentChars: argumentsText.length,
  };
  return {
    argumentHash,
    ...(input === null ? { textHash: createHash('sha256').update(argumentsText).digest('hex') } : {}),
    ...beginning,
  };
}

function eventsOf(row: NewCall, judged: Authorization, actor: AuditActor, realToolId: string | null): AuditEntry[] {
  const call = { ...row, toolId: realToolId };
  if (judged.state === 'refused')
    return [callEvent('call.refused', 'refused', call, actor, { ...refusedArguments(row), error: judged.error })];
  if (judged.state === 'invalid' || judged.state === 'failed')
    return [callEvent('call.invalid', 'failed', call, actor, { ...refusedArguments(row), error: judged.error })];
  const repairs = findRepairs(row.argumentsText, row.arguments);
  const requested = callEvent('call.requested', 'ok', call, actor, {
    argumentHash: row.argumentHash,
    arguments: row.arguments,
    effect: row.effect,
    ...(repairs.length === 0 ? {} : { repairs }),
  });
  if (judged.policy === null) return [requested];
  const { mode, roles, groupIds, fourEyes } = judged.policy;
  return [
    requested,
    callEvent('approval.requested', 'ok', call, actor, {
      argumentHash: row.argumentHash,
      arguments: row.arguments,
      mode,
      roles,
      groupIds,
      fourEyes,
    }),
  ];
}
