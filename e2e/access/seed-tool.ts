import type { APIRequestContext } from '@playwright/test';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { GrantEffect, LinkedLookUp } from '@/lib/tools/contracts';
import { toolCallSchema, type ToolCallDto } from '@/lib/tool-calls/contracts';

export interface ToolSeed {
  readonly effect?: 'read' | 'change';
  readonly approval?: {
    readonly mode: 'none' | 'self' | 'approvers';
    readonly roles?: readonly string[];
    readonly groupIds?: readonly string[];
    readonly fourEyes?: boolean;
    readonly lookUps?: readonly LinkedLookUp[];
  };
}

/** The calculator under a new name, granted to nobody. `attemptsOf` counts its calls. */
export async function seedTool(
  database: pg.Pool,
  { effect = 'read', approval = { mode: 'none' } }: ToolSeed = {},
): Promise<{ id: string; name: string }> {
  const id = uuidv7();
  const name = `calc_${id.replaceAll('-', '').slice(-12)}`;
  const inputSchema = {
    type: 'object',
    properties: { expression: { type: 'string', minLength: 1, maxLength: 50 } },
    required: ['expression'],
  };
  await database.query(
    `INSERT INTO tool (id, name, title, description, kind, input_schema, definition, effect, enabled, approval, fingerprint, updated_at)
     VALUES ($1, $2, '计算', 'A calculator', 'builtin', $3, '{"kind":"builtin","builtin":"calculator"}', $4::tool_effect, true, $5, $2, now())`,
    [
      id,
      name,
      JSON.stringify(inputSchema),
      effect,
      JSON.stringify({ roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30, ...approval }),
    ],
  );
  return { id, name };
}

export async function seedGrant(
  database: pg.Pool,
  toolId: string,
  personId: string,
  effect: GrantEffect = 'allow',
): Promise<void> {
  await database.query(
    `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, updated_at) VALUES ($1, $2, 'person', $3, $4::grant_effect, now())
     ON CONFLICT (tool_id, subject_kind, subject_id) DO UPDATE SET effect = excluded.effect`,
    [uuidv7(), toolId, personId, effect],
  );
}

/** A manual call, as the response. */
export async function callByHand(request: APIRequestContext, toolId: string, expression = '1+1'): Promise<ToolCallDto> {
  const answer = await request.post('/api/tool-calls', { data: { id: uuidv7(), toolId, arguments: { expression } } });
  return toolCallSchema.parse(await answer.json());
}

/** How often a call was really made. */
export async function attemptsOf(database: pg.Pool, callId: string): Promise<number> {
  const { rows } = await database.query<{ attempts: number }>('SELECT attempts FROM tool_call WHERE id = $1', [callId]);
  return rows[0]?.attempts ?? -1;
}
