import type { Principal } from '@/lib/auth/contracts';
import { createPerson } from '@/lib/db/testing/seed';
import { sqlRunner } from '@/lib/db/transaction';
import { createToolSchema, type CreateToolInput } from '@/lib/tools/catalogue-contracts';
import { asPrincipal } from '@/lib/tools/testing/tool-scene';

/** An administrator, and no tool, source or seeding from before. */
export async function freshAdmin(): Promise<Principal> {
  for (const text of [
    'DELETE FROM tool_call',
    'DELETE FROM tool',
    'DELETE FROM tool_source',
    'DELETE FROM person',
    `DELETE FROM setting WHERE key LIKE 'tools.%'`,
  ])
    await sqlRunner().query(text);
  return asPrincipal(await createPerson({ role: 'admin', name: '管理员' }));
}

export interface LoggedEvent {
  readonly action: string;
  readonly outcome: string;
  readonly actor: string;
  readonly tool: string | null;
  readonly details: Record<string, unknown>;
}

/** What the audit log has of tools and sources since the `from`th event, oldest first. */
export async function loggedEvents(from = 0n): Promise<LoggedEvent[]> {
  const found = await sqlRunner().query<{
    action: string;
    outcome: string;
    actor: string;
    tool: string | null;
    details: string;
  }>(
    `SELECT action, outcome, actor_name AS actor, tool_name AS tool, details FROM audit_event WHERE (action LIKE 'tool.%' OR action LIKE 'source.%') AND seq > $1 ORDER BY seq`,
    [from],
  );
  return found.rows.map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
}

/** The last event there is now. */
export async function logEnd(): Promise<bigint> {
  const found = await sqlRunner().query<{ seq: string }>('SELECT coalesce(max(seq), 0)::text AS seq FROM audit_event');
  return BigInt(found.rows[0]?.seq ?? '0');
}

/** A form for an HTTP tool that asks `base`. */
export function toolForm(base: string, given: Partial<CreateToolInput> = {}): CreateToolInput {
  const { host } = new URL(base);
  return createToolSchema.parse({
    name: 'get_order',
    title: '查询订单',
    description: '按订单号查询',
    effect: 'read',
    hosts: [host],
    intranetHosts: [host],
    inputSchema: {
      type: 'object',
      properties: { order_no: { type: 'string' } },
      required: ['order_no'],
      additionalProperties: false,
    },
    definition: { kind: 'http', method: 'GET', url: `${base}/orders/{{order_no}}` },
    ...given,
  });
}
