import 'server-only';
import type { Role } from '@/lib/auth/contracts';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { decideGrant } from '@/lib/grants/decide-grant';
import { withinBudget } from '@/lib/grants/internal/within-budget';
import { toolCache, type OfferedTool } from '@/lib/grants/internal/tool-cache';
import { TOOLS_CHANNEL } from '@/lib/grants/grants-sql';
import { findApplicant } from '@/lib/auth/find-applicant';

/**
 * The tools that may be offered to a model in this person's name, by name: granted to them (allowed or to be asked
 * about), enabled, not quarantined. Where they are too large for the engine's context together, those that fit
 * (`fittingTools`). In the same order every time, so that an engine's prefix cache stays valid, and each the same
 * object until tools or grants change. From what this process remembers, for the way of every question: `role` where it
 * was just read with the session, else it is looked up. A change may count a moment later; whether a call may be made
 * is judged by what the database says then.
 */
export async function rememberedTools(personId: string, role?: Role): Promise<OfferedTool[]> {
  const { tools, grants, groupsOf } = await toolCache();
  if (tools.size === 0 || grants.length === 0) return [];
  const currentRole = role ?? (await currentRoleOf(personId));
  if (currentRole === null) return [];
  const groups = groupsOf.get(personId);
  const applying = Map.groupBy(
    grants.filter(({ subjectKind, subjectId }) =>
      subjectKind === 'person'
        ? subjectId === personId
        : subjectKind === 'role'
          ? subjectId === currentRole
          : groups?.has(subjectId) === true,
    ),
    (grant) => grant.toolId,
  );
  const granted = [...tools.values()].filter(({ id }) => decideGrant(applying.get(id) ?? []).effect !== 'deny');
  return (await withinBudget(sqlRunner(), personId, granted)).map(({ offered }) => offered);
}

/** The tools that anybody is granted, allowed or to be asked about. */
export async function listGrantedTools(): Promise<OfferedTool[]> {
  const { tools, grants } = await toolCache();
  const granted = new Set(grants.filter(({ effect }) => effect !== 'deny').map(({ toolId }) => toolId));
  return [...tools.values()].filter(({ id }) => granted.has(id)).map(({ offered }) => offered);
}

/**
 * Calls `handler` when tools, grants or memberships may have changed. Notifications can be lost: see `subscribe`.
 * @returns the function that ends it
 */
export function onToolsChange(handler: () => void): () => void {
  const ends = [subscribe(TOOLS_CHANNEL, handler), onReconnect(handler)];
  return () => ends.forEach((end) => end());
}

/** Null: the person is gone or disabled. */
async function currentRoleOf(personId: string): Promise<Role | null> {
  const applicant = await findApplicant(sqlRunner(), personId);
  return applicant === null || applicant.isDisabled ? null : applicant.role;
}
