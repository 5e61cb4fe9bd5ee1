import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolCallState } from '@/lib/tool-calls/contracts';
import { selectOpenCalls } from '@/lib/tool-calls/internal/sql/calls-sql';

/** The calls of a run that still will change, in the model's order. */
export function listOpenCalls(sql: SqlRunner, runId: string): Promise<{ id: string; state: ToolCallState }[]> {
  return selectOpenCalls(sql, runId);
}
