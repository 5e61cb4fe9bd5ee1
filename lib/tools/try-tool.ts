import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { DEFAULT_LOCALE, isLocale } from '@/lib/i18n/locales';
import { MAX_TRIED_RESULT_CHARS, type TriedTool, type TryToolDraftInput } from '@/lib/tools/catalogue-contracts';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import { invalidArguments, type Invalid } from '@/lib/tools/invalid-arguments';
import { checkArguments } from '@/lib/tools/parse-arguments';
import { validateArguments } from '@/lib/tools/validate-arguments';
import { failureOf } from '@/lib/tools/effect-unknown';
import { checkTool } from '@/lib/tools/internal/catalogue/check-tool';
import { describeTarget } from '@/lib/tools/internal/catalogue/describe-request';
import { draftTool } from '@/lib/tools/internal/catalogue/draft-tool';
import { toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { invokeTool } from '@/lib/tools/invoke-tool';
import { hashJson } from '@/lib/tools/tool-fingerprint';
import type { ToolOutcome } from '@/lib/tools/tool-outcome';
import { findApplicant } from '@/lib/auth/find-applicant';
import { listTools } from '@/lib/tools/list-tools';
import { findTool } from '@/lib/tools/tools-sql';

/**
 * Makes one real call of a tool as the admin, also before it is enabled or granted. Recorded before and after.
 * @throws AppError `admin-only`, `not-found`, `tool-held`, `tool-try-enabled`
 */
export async function tryTool(
  principal: Principal,
  toolId: string,
  input: JsonObject,
  signal: AbortSignal,
): Promise<TriedTool> {
  requireAdmin(principal);
  const tool = await findTool(sqlRunner(), toolId);
  if (tool === null) throw notFound('tool');
  if (tool.quarantinedAt !== null)
    throw new AppError({
      kind: 'conflict',
      code: 'tool-held',
      detail: 'the tool is quarantined: review what changed first',
    });
  if (isChangeInUse(tool)) throw triedInUse();
  return tryOnce(principal, tool, input, signal);
}

/**
 * The same for the values of a form that is not saved.
 * @throws AppError `admin-only`, `tool-try-enabled` for an enabled tool, or a form that sends the same request as one,
 * and those of `checkTool`
 */
export async function tryToolDraft(
  principal: Principal,
  { draft, arguments: input }: TryToolDraftInput,
  signal: AbortSignal,
): Promise<TriedTool> {
  requireAdmin(principal);
  const tool = draftTool(uuidv7(), draft);
  await withTransaction((sql) => checkTool(sql, tool));
  if ((await listTools()).some((other) => isChangeInUse(other) && isSameTool(other, draft))) throw triedInUse();
  return tryOnce(principal, tool, input, signal);
}

/**
 * A changing tool that is enabled has approvers, limits and records: a try would bypass them. This does not restrain
 * administrators, who can disable the tool first: then nobody uses it meanwhile, and the log records it.
 */
function isChangeInUse({ enabled, effect }: StoredTool): boolean {
  return enabled && effect === 'change';
}

function isSameTool({ name, definition }: StoredTool, draft: TryToolDraftInput['draft']): boolean {
  return (
    name === draft.name ||
    (definition.kind === 'http' &&
      definition.method === draft.definition.method &&
      definition.url === draft.definition.url)
  );
}

function triedInUse(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'tool-try-enabled',
    detail: 'it changes data and is enabled: disable it first, or call it from the tool panel',
  });
}

async function tryOnce(
  principal: Principal,
  tool: StoredTool,
  input: JsonObject,
  signal: AbortSignal,
): Promise<TriedTool> {
  const problem = findProblem(tool, input);
  if (problem !== null) return { ok: false, error: invalidArguments(problem), durationMs: 0 };
  const tried = { tryId: uuidv7(), argumentHash: hashJson(input) };
  // Recorded before too: a change outside is in the log even when this process dies during it.
  await record(principal, tool, {
    ...tried,
    phase: 'started',
    arguments: input,
    definitionHash: hashJson(tool.definition),
    ...describeTarget(tool),
  });
  const requester = await findApplicant(sqlRunner(), principal.personId);
  const locale = isLocale(requester?.locale) ? requester.locale : DEFAULT_LOCALE;
  const startedMs = performance.now();
  const sent = { isSent: false };
  const onSent = (): void => {
    sent.isSent = true;
  };
  const answered = await invokeTool(tool, input, {
    callId: tried.tryId,
    personId: principal.personId,
    locale,
    now: new Date(),
    signal,
    onSent,
  }).catch((error: unknown): ToolOutcome => {
    if (signal.aborted) return { ok: false, error: { code: 'tool-stopped' } };
    throw error;
  });
  const outcome: ToolOutcome = answered.ok
    ? answered
    : { ok: false, error: failureOf(answered.error, tool.effect, sent.isSent) };
  const durationMs = Math.round(performance.now() - startedMs);
  await record(
    principal,
    tool,
    {
      ...tried,
      phase: 'ended',
      durationMs,
      ...(outcome.ok ? { resultHash: hashJson(outcome.text) } : { error: outcome.error }),
    },
    outcome.ok ? 'ok' : 'failed',
  );
  return toTried(outcome, durationMs);
}

function findProblem(tool: StoredTool, input: JsonObject): Invalid | null {
  const checked = checkArguments(input);
  return checked.ok ? validateArguments(tool.inputSchema, 'tool', checked.value) : checked.problem;
}

async function record(
  principal: Principal,
  tool: StoredTool,
  details: Readonly<Record<string, unknown>>,
  outcome: 'ok' | 'failed' = 'ok',
): Promise<void> {
  await withTransaction((sql) =>
    recordEvents(sql, [toolEvent('tool.tried', actorOf(principal), tool, details, outcome)]),
  );
}

function toTried(outcome: ToolOutcome, durationMs: number): TriedTool {
  if (!outcome.ok) return { ok: false, error: outcome.error, durationMs };
  const { type, text } = outcome;
  return {
    ok: true,
    type,
    text: text.slice(0, MAX_TRIED_RESULT_CHARS),
    chars: text.length,
    isWhole: text.length <= MAX_TRIED_RESULT_CHARS,
    durationMs,
  };
}
