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
 * The tools that a model may be offered on behalf of this person: granted (allow or ask), enabled, not quarantined.
 * When together they are too large for the engine's context, only those that fit (`fittingTools`). The order and the
 * objects stay the same until tools or grants change, so that an engine's prefix cache stays valid. Read from this
 * process's cache, since every question needs them; a change may take effect a moment later, but whether a call may be
 * made is read from the database.
 * @param role the person's role when it was just read with the session; otherwise it is looked up
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

/** The tools that at least one grant allows or allows after asking. */
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

/** Null: the person was removed or disabled. */
async function currentRoleOf(personId: string): Promise<Role | null> {
  const applicant = await findApplicant(sqlRunner(), personId);
  return applicant === null || applicant.isDisabled ? null : applicant.role;
}
