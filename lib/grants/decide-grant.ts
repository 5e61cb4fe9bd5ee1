import 'server-only';
import type { ApprovalPolicy, GrantEffect, GrantLimits, StoredTool } from '@/lib/tools/contracts';

/** A grant that applies to a person directly, through one of their groups, or through their role. */
export interface ApplicableGrant {
  readonly id: string;
  readonly toolId: string;
  readonly subjectKind: 'role' | 'group' | 'person';
  readonly subjectId: string;
  readonly effect: GrantEffect;
  readonly limits: GrantLimits;
}

export interface GrantAnswer {
  readonly effect: GrantEffect;
  /**
   * denied: some grant denies it. person, group, role: the most specific level with a grant. nothing: there is no
   * grant.
   */
  readonly why: 'denied' | 'person' | 'group' | 'role' | 'nothing';
  /** The grants that decided. */
  readonly decidedBy: readonly ApplicableGrant[];
  /** The limits of every grant that applies and does not deny, not only of those that decided. */
  readonly limits: readonly GrantLimits[];
}

const LEVELS = ['person', 'group', 'role'] as const;

/**
 * Decides what a person may do with a tool. A deny at any level wins; otherwise the most specific level with a grant
 * decides (person, then groups, then role), and within one level the stricter grant. Without a grant the tool is
 * denied. Limits add up: the tightest counts.
 */
export function decideGrant(grants: readonly ApplicableGrant[]): GrantAnswer {
  const denials = grants.filter((grant) => grant.effect === 'deny');
  if (denials.length > 0) return { effect: 'deny', why: 'denied', decidedBy: denials, limits: [] };
  for (const level of LEVELS) {
    const here = grants.filter((grant) => grant.subjectKind === level);
    if (here.length === 0) continue;
    const effect = here.some((grant) => grant.effect === 'ask') ? 'ask' : 'allow';
    return {
      effect,
      why: level,
      decidedBy: here.filter((grant) => grant.effect === effect),
      limits: grants.map((grant) => grant.limits),
    };
  }
  return { effect: 'deny', why: 'nothing', decidedBy: [], limits: [] };
}

/** An approval policy that requires somebody's decision. */
export type AskingPolicy = ApprovalPolicy & { readonly mode: 'self' | 'approvers' };

/**
 * Who has to approve a call of the tool; null: nobody. A tool that changes something requires approval unless its
 * policy is `none`. A grant with `ask` always requires it, by the person themselves when the tool names nobody else.
 */
export function approvalOf(
  tool: Pick<StoredTool, 'effect' | 'approval'>,
  granted: 'allow' | 'ask',
): AskingPolicy | null {
  const { mode } = tool.approval;
  if (granted === 'allow' && (tool.effect === 'read' || mode === 'none')) return null;
  // Roles, groups and `fourEyes` belong to the mode `approvers`. A tool that had that mode before may still contain
  // them.
  return mode === 'approvers'
    ? { ...tool.approval, mode }
    : { ...tool.approval, mode: 'self', roles: [], groupIds: [], fourEyes: false };
}

/** The tightest count limit over all grants; null: none. */
export function tightest(limits: readonly GrantLimits[], which: 'perMinute' | 'perDay' | 'total'): number | null {
  const given = limits.flatMap((limit) => limit[which] ?? []);
  return given.length === 0 ? null : Math.min(...given);
}
