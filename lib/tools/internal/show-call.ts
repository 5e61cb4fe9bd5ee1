import 'server-only';
import type { ToolCallDto } from '@/lib/tools/contracts';
import { toCallDto } from '@/lib/tools/internal/calls/to-call-dto';
import type { Decider } from '@/lib/tools/internal/grants/may-decide';
import type { ShownCallRow } from '@/lib/tools/internal/tools-shown-calls-sql';

/** A call as this reader may see it, with the accounts of who asked and who decided: two people may bear one name. Null: not at all. */
export function showCall(row: ShownCallRow, reader: Decider): ToolCallDto | null {
  const call = toCallDto(row, reader);
  if (call === null) return null;
  const { requester, approval } = call;
  const decider = approval?.decidedBy ?? null;
  return {
    ...call,
    requester: { ...requester, email: row.requesterEmail },
    approval: approval === null || decider === null ? approval : { ...approval, decidedBy: { ...decider, email: row.decidedByEmail } },
  };
}
