import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { decideGrant, type ApplicableGrant } from '@/lib/tools/internal/grants/decide-grant';
import { toolShelf } from '@/lib/tools/internal/grants/tool-shelf';
import { findApplicant, type Applicant } from '@/lib/tools/internal/tools-grants-sql';
import type { OfferedTool } from '@/lib/tools/offered-tools';

/**
 * As `offeredTools`, from what this process remembers of tools and grants: one small query instead of three, and none in an
 * installation without tools. For the way of every question, where a change may count a moment later.
 */
export async function rememberedTools(personId: string): Promise<OfferedTool[]> {
  const { tools, grants } = await toolShelf();
  if (tools.length === 0 || grants.length === 0) return [];
  const applicant = await findApplicant(sqlRunner(), personId);
  if (applicant === null || applicant.isDisabled) return [];
  const applying = grants.filter((grant) => applies(grant, applicant));
  return tools
    .filter((tool) => decideGrant(applying.filter((grant) => grant.toolId === tool.id)).effect !== 'deny')
    .map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
}

function applies({ subjectKind, subjectId }: ApplicableGrant, applicant: Applicant): boolean {
  if (subjectKind === 'person') return subjectId === applicant.id;
  return subjectKind === 'role' ? subjectId === applicant.role : applicant.groupIds.includes(subjectId);
}
