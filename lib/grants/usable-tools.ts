import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { StoredTool } from '@/lib/tools/contracts';
import { approvalOf, decideGrant, type AskingPolicy } from '@/lib/grants/decide-grant';
import { availabilityOf } from '@/lib/grants/tool-availability';
import { selectApplicableGrants } from '@/lib/grants/grants-sql';
import { findApplicant } from '@/lib/auth/find-applicant';
import { listTools } from '@/lib/tools/list-tools';

export interface Usable {
  readonly tool: StoredTool;
  /** Who approves a call; null: nobody has to. */
  readonly policy: AskingPolicy | null;
}

/**
 * The tools that a person may call, by name; none for a disabled person. The role is read from the database, not from a
 * session.
 */
export async function usableTools(sql: SqlRunner, personId: string): Promise<Usable[]> {
  const [applicant, grants, tools] = await Promise.all([
    findApplicant(sql, personId),
    selectApplicableGrants(sql, personId),
    listTools(),
  ]);
  if (applicant === null || applicant.isDisabled || grants.length === 0) return [];
  return tools.flatMap((tool) => {
    const available = availabilityOf(tool, decideGrant(grants.filter((grant) => grant.toolId === tool.id)).effect);
    return available.error === null ? [{ tool, policy: approvalOf(tool, available.granted) }] : [];
  });
}
