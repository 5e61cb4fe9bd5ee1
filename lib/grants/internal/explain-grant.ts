import 'server-only';
import type { StoredTool } from '@/lib/tools/contracts';
import type { EffectiveGrant } from '@/lib/grants/contracts';
import { approvalOf, decideGrant, type ApplicableGrant } from '@/lib/grants/decide-grant';
import { unavailability } from '@/lib/grants/tool-availability';

/** A person's effective access to a tool, with the grants that decided it: the same decision as for calls. */
export function explainGrant(
  tool: StoredTool,
  grants: readonly ApplicableGrant[],
  isDisabled: boolean,
): EffectiveGrant {
  const answer = decideGrant(grants.filter((grant) => grant.toolId === tool.id));
  const policy = answer.effect === 'deny' ? null : approvalOf(tool, answer.effect);
  return {
    toolId: tool.id,
    effect: answer.effect,
    why: answer.why,
    decidedBy: answer.decidedBy.map(({ id }) => id),
    limits: answer.limits.filter((limits) => Object.keys(limits).length > 0),
    needsApproval: policy?.mode ?? 'none',
    unavailable: isDisabled ? 'person-disabled' : unavailability(tool),
  };
}
