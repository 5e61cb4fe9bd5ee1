import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { lockName } from '@/lib/db/locks-sql';
import { instanceId } from '@/lib/db/instance-id';
import { sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ToolError } from '@/lib/tools/contracts';
import type { CallToolInput, ToolCallDto } from '@/lib/tool-calls/contracts';
import { startManualCall } from '@/lib/tool-calls/internal/manual-calls';
import { requestAndAuthorizeCalls } from '@/lib/tool-calls/internal/request-and-authorize-calls';
import { NOT_GRANTED } from '@/lib/grants/tool-availability';
import { isOwnConversation } from '@/lib/tool-calls/internal/calls-repository';
import { findCall } from '@/lib/tool-calls/internal/sql/calls-sql';
import { findTool } from '@/lib/tools/tools-sql';
import { loadCalls } from '@/lib/tool-calls/load-calls';

/**
 * Runs a tool for a person, with the same grants, limits, approvals and audit as a call of the model. A repetition with
 * the same id finds the same call. Waits for the result, at most for the tool's time limit; a call that needs a
 * decision is returned as waiting. A refused call is a call with an error, except for a tool that this person may not
 * use: that tool does not exist for them.
 * @param client where the request came from, for the log
 * @throws AppError not-found; conflict `call-id-taken` for an id that stands for another call of this person
 */
export async function callTool(
  principal: Principal,
  input: CallToolInput,
  client?: Pick<RequestClient, 'address'>,
): Promise<ToolCallDto> {
  const { conversationId } = input;
  const mayPlace = conversationId === null || (await isOwnConversation(conversationId, principal.personId));
  const error = await withTransaction((sql) => place(sql, principal, { ...input, mayPlace }, client));
  // The call is stored and recorded, but the person learns no more than this.
  if (error?.code === NOT_GRANTED.code) throw notFound('tool');
  await startManualCall(input.id);
  const [call] = await loadCalls(sqlRunner(), principal, { ids: [input.id] });
  if (call === undefined) throw notFound('tool call');
  return call;
}

/** @returns why it was refused or is invalid, if so */
async function place(
  sql: SqlRunner,
  principal: Principal,
  { id, toolId, conversationId, arguments: given, mayPlace }: CallToolInput & { readonly mayPlace: boolean },
  client: Pick<RequestClient, 'address'> | undefined,
): Promise<ToolError | null> {
  const { personId } = principal;
  // The same request sent twice at once: the second one waits and finds the call of the first.
  await lockName(sql, `yika:tool-call:${id}`);
  const existing = await findCall(sql, id);
  if (existing !== null) {
    if (existing.requesterId !== personId || existing.origin !== 'person') throw notFound('tool call');
    if (existing.toolId !== null && existing.toolId !== toolId)
      throw new AppError({ kind: 'conflict', code: 'call-id-taken', detail: 'this id stands for another call' });
    return existing.error;
  }
  if (!mayPlace) throw notFound('conversation');
  // One that is unknown or deleted is refused and recorded like one that is not granted; an id is no tool's name, so
  // that it finds none.
  const name = (await findTool(sql, toolId))?.name ?? toolId;
  const { placed, events } = await requestAndAuthorizeCalls(sql, {
    origin: 'person',
    runId: null,
    conversationId,
    messageId: null,
    personId,
    actor: actorOf(principal, client),
    step: 0,
    now: new Date(),
    instanceId: instanceId(),
    claimFor: null,
    calls: [{ id, modelCallId: null, name, argumentsText: JSON.stringify(given) }],
  });
  await recordEvents(sql, events);
  return placed[0]?.error ?? null;
}
