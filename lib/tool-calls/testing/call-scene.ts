import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '@/lib/auth/contracts';
import { createPerson, type SeedRun } from '@/lib/db/testing/seed';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import type { ApprovalPolicy, JsonObject } from '@/lib/tools/contracts';
import type { ToolCallDto, ToolCallState } from '@/lib/tool-calls/contracts';
import { executeCalls } from '@/lib/tool-calls/execute-calls';
import type { Invoke } from '@/lib/tools/tool-outcome';
import { requestCalls } from '@/lib/tool-calls/request-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

export interface Asked {
  readonly name: string;
  /** Sent as they are when text. */
  readonly arguments: unknown;
}

/** What a model asks for in one step of a run. */
export async function askFor(
  run: SeedRun,
  calls: readonly Asked[],
  { step = 1, now = new Date() }: { step?: number; now?: Date } = {},
): Promise<{ id: string; state: ToolCallState }[]> {
  const requested = await withTransaction((sql) =>
    requestCalls(sql, {
      runId: run.id,
      conversationId: run.conversationId,
      messageId: run.assistantMessageId,
      personId: run.personId,
      step,
      now,
      claimFor: null,
      calls: calls.map((call, index) => ({
        id: uuidv7(),
        modelCallId: `call_${step}_${index}`,
        name: call.name,
        argumentsText: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
      })),
    }),
  );
  return [...requested.calls];
}

export async function askForOne(
  run: SeedRun,
  name: string,
  given: unknown,
  options: { step?: number; now?: Date } = {},
): Promise<{ id: string; state: ToolCallState }> {
  const [call] = await askFor(run, [{ name, arguments: given }], options);
  if (call === undefined) throw new Error('no call');
  return call;
}

/** A tool's far end that notes what it was called with. */
export function countingInvoke(answer: (input: unknown) => string = (input) => JSON.stringify({ got: input })): {
  invoke: Invoke;
  inputs: unknown[];
} {
  const inputs: unknown[] = [];
  return {
    inputs,
    invoke: (_tool, input) => {
      inputs.push(input);
      return Promise.resolve({ ok: true, type: 'json', text: answer(input) });
    },
  };
}

export async function execute(
  callId: string,
  invoke: Invoke,
  { signal = new AbortController().signal, now = new Date() }: { signal?: AbortSignal; now?: Date } = {},
): Promise<ToolCallState> {
  const [state] = await executeCalls([callId], { instanceId: crypto.randomUUID(), signal, now, invoke });
  if (state === undefined) throw new Error('no state');
  return state;
}

/** Makes a call. @returns what its tool was called with: nothing when it may not be made */
export async function inputsOf(callId: string): Promise<unknown[]> {
  const { invoke, inputs } = countingInvoke();
  await execute(callId, invoke);
  return inputs;
}

export interface CallRecord {
  readonly state: ToolCallState;
  readonly error: { readonly code: string; readonly values?: Record<string, unknown> } | null;
  readonly attempts: number;
  readonly arguments: unknown;
  readonly argument_hash: string | null;
  readonly tool_id: string | null;
  readonly tool_name: string;
  readonly arguments_text: string;
  readonly model_text: string | null;
  readonly result_text: string | null;
  readonly result_hash: string | null;
  readonly is_cut: boolean;
}

export async function readCall(callId: string): Promise<CallRecord> {
  const { rows } = await sqlRunner().query<CallRecord>(
    'SELECT state, error, attempts, arguments, argument_hash, tool_id, tool_name, arguments_text, model_text, result_text, result_hash, is_cut FROM tool_call WHERE id = $1',
    [callId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no such call');
  return row;
}

export async function readApproval(callId: string): Promise<{
  id: string;
  state: string;
  argument_hash: string;
  edited_hash: string | null;
  decided_by_id: string | null;
}> {
  const { rows } = await sqlRunner().query<{
    id: string;
    state: string;
    argument_hash: string;
    edited_hash: string | null;
    decided_by_id: string | null;
  }>('SELECT id, state, argument_hash, edited_hash, decided_by_id FROM approval WHERE call_id = $1', [callId]);
  const [row] = rows;
  if (row === undefined) throw new Error('no approval');
  return row;
}

/** Actions of the events about a call, in their order. */
export async function actionsOf(callId: string): Promise<string[]> {
  const { rows } = await sqlRunner().query<{ action: string }>(
    'SELECT action FROM audit_event WHERE call_id = $1 ORDER BY seq',
    [callId],
  );
  return rows.map((row) => row.action);
}

/** Of a refund, in an order that neither the alphabet nor jsonb (shorter names first) would make. */
export const REFUND_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    order: { type: 'string', title: '订单号' },
    memo: { type: 'string' },
    amount: { type: 'integer', minimum: 1, title: '金额' },
  },
  required: ['order', 'amount'],
};
export const REFUND = { order: 'A1', amount: 100 };

export interface RefundScene {
  /** 小王's, an employee. */
  readonly run: SeedRun;
  readonly asker: Principal;
  /** 李经理, an agent. */
  readonly approver: Principal;
  readonly admin: Principal;
}

/** Whom a refund needs, and nothing from before. */
export async function refundScene(): Promise<RefundScene> {
  await emptyTables();
  const { run, principal: asker } = await seedAsker('employee', '小王');
  return {
    run,
    asker,
    approver: asPrincipal(await createPerson({ role: 'agent', name: '李经理' })),
    admin: asPrincipal(await createPerson({ role: 'admin' })),
  };
}

/**
 * A new tool `refund`, and a call of it that waits for a decision about `hash`; the agents' unless `policy` says
 * otherwise.
 */
export async function askForRefund(
  run: SeedRun,
  policy: Partial<ApprovalPolicy> = { mode: 'approvers', roles: ['agent'] },
): Promise<{ toolId: string; callId: string; approvalId: string; hash: string }> {
  const toolId = await addTool({
    name: 'refund',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: REFUND_SCHEMA,
    effect: 'change',
    approval: policy,
    grants: { employee: 'allow', agent: 'allow' },
  });
  const call = await askForOne(run, 'refund', REFUND);
  if (call.state !== 'waiting_approval') throw new Error(`the refund is ${call.state}`);
  const { id: approvalId, argument_hash: hash } = await readApproval(call.id);
  return { toolId, callId: call.id, approvalId, hash };
}

export const decisionOn = (
  hash: string,
  more: Partial<{
    decision: 'approve' | 'refuse';
    reason: string;
    arguments: NonNullable<ToolCallDto['arguments']>;
  }> = {},
) => ({ decision: 'approve' as const, argumentHash: hash, ...more });
