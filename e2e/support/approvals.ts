import type { APIRequestContext } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { expect, type SignedIn } from '@/e2e/support/fixtures';
import { readTool } from '@/e2e/support/tools';
import type { JsonObject } from '@/lib/tools/contracts';
import { toolCallSchema, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** A refund of the sample order system, requested manually: an administrator decides, but not about their own. */
export async function askRefund(agent: SignedIn, admin: APIRequestContext, given: JsonObject): Promise<ToolCallDto> {
  return ask(agent, (await readTool(admin, 'refund_order')).id, given);
}

export async function ask(agent: SignedIn, toolId: string, given: JsonObject): Promise<ToolCallDto> {
  const answer = await agent.request.post('/api/tool-calls', { data: { id: newId(), toolId, arguments: given } });
  const call = toolCallSchema.parse(await answer.json());
  expect(call.state).toBe('waiting_approval');
  return call;
}

export const readCall = async (agent: SignedIn, { id }: ToolCallDto) =>
  toolCallSchema.parse(await (await agent.request.get(`/api/tool-calls/${id}`)).json());
