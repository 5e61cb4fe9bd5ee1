import 'server-only';
import { ROLES, type Principal } from '@/lib/auth/contracts';
import { listGroups } from '@/lib/auth/list-groups';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { StoredTool } from '@/lib/tools/contracts';
import type { GrantMatrix, ToolRoom } from '@/lib/grants/contracts';
import { decideGrant, type ApplicableGrant } from '@/lib/grants/decide-grant';
import { explainGrant } from '@/lib/grants/internal/explain-grant';
import { toGrant } from '@/lib/grants/internal/to-grant';
import { maxToolTokens, promptSizeOf, totalSize } from '@/lib/grants/internal/tool-budget';
import { withinBudget } from '@/lib/grants/internal/within-budget';
import { unavailability } from '@/lib/grants/tool-availability';
import { selectMatrixGrants } from '@/lib/grants/internal/grants-repository';
import { selectApplicableGrants } from '@/lib/grants/grants-sql';
import { findApplicant } from '@/lib/auth/find-applicant';
import { listTools } from '@/lib/tools/list-tools';

/**
 * The grant matrix: tools by roles and groups, and one person's own grants with the rule that applies to each tool and
 * its reason.
 * @throws AppError `admin-only`, `not-found` (the person)
 */
export async function getGrantMatrix(
  principal: Principal,
  { personId }: { readonly personId?: string | undefined },
): Promise<GrantMatrix> {
  requireAdmin(principal);
  const [tools, groups, grants] = await Promise.all([
    listTools(),
    listGroups(principal),
    selectMatrixGrants(personId ?? null),
  ]);
  const person = personId === undefined ? null : await effectiveFor(personId, tools);
  return {
    tools: tools.map(({ id, name, title, effect, enabled, quarantinedAt, approval }) => ({
      id,
      name,
      title,
      effect,
      enabled,
      quarantined: quarantinedAt !== null,
      approvalMode: approval.mode,
    })),
    roles: [...ROLES],
    groups: groups.map(({ id, name }) => ({ id, name })),
    grants: grants.map(toGrant),
    room: await roomOf(tools, grants, person),
    person,
  };
}

async function effectiveFor(personId: string, tools: readonly StoredTool[]): Promise<GrantMatrix['person']> {
  const [applicant, grants] = await Promise.all([
    findApplicant(sqlRunner(), personId),
    selectApplicableGrants(sqlRunner(), personId),
  ]);
  if (applicant === null) throw notFound('person');
  const { id, name, role, isDisabled, groupIds } = applicant;
  return {
    id,
    name,
    role,
    disabled: isDisabled,
    groupIds,
    effective: tools.map((tool) => explainGrant(tool, grants, isDisabled)),
  };
}

async function roomOf(
  tools: readonly StoredTool[],
  grants: readonly ApplicableGrant[],
  person: GrantMatrix['person'],
): Promise<ToolRoom> {
  const offerable = tools
    .filter((tool) => unavailability(tool) === null)
    .map((tool) => ({ id: tool.id, size: promptSizeOf(tool) }));
  const roles = ROLES.map((role) => {
    const own = grants.filter(({ subjectKind, subjectId }) => subjectKind === 'role' && subjectId === role);
    return {
      role,
      ...totalSize(
        offerable.filter(({ id }) => decideGrant(own.filter(({ toolId }) => toolId === id)).effect !== 'deny'),
      ),
    };
  });
  if (person === null) return { maxTokens: maxToolTokens(), roles, person: null };
  const usable = new Set(
    person.effective
      .filter(({ effect, unavailable }) => effect !== 'deny' && unavailable === null)
      .map(({ toolId }) => toolId),
  );
  const granted = offerable.filter(({ id }) => usable.has(id));
  const offered = new Set(await withinBudget(sqlRunner(), person.id, granted));
  return {
    maxTokens: maxToolTokens(),
    roles,
    person: { ...totalSize(granted), leftOut: granted.filter((tool) => !offered.has(tool)).map(({ id }) => id) },
  };
}
