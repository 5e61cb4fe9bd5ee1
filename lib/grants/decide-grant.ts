import 'server-only';
import type { ApprovalPolicy, GrantEffect, GrantLimits, StoredTool } from '@/lib/tools/contracts';

/** A grant that applies to a person: to them, to a group they are in, or to their role. */
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
   * denied: a deny somewhere; person, group, role: the most specific level that says anything; nothing: nobody granted
   * it.
   */
  readonly why: 'denied' | 'person' | 'group' | 'role' | 'nothing';
  /** The grants that decided. */
  readonly decidedBy: readonly ApplicableGrant[];
  /** Of every grant that applies and does not deny, whichever decided. */
  readonly limits: readonly GrantLimits[];
}

const LEVELS = ['person', 'group', 'role'] as const;

/**
 * What a person may do with a tool. A deny at any level wins; else the most specific level with a grant decides
 * (person, then groups, then role), and within a level the stricter one; without any grant it is denied. Limits add up:
 * the tightest counts.
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

/** An approval policy that somebody has to act on. */
export type AskingPolicy = ApprovalPolicy & { readonly mode: 'self' | 'approvers' };

/**
 * Who has to decide before a call of the tool is made; null: nobody. A tool that changes something asks unless its
 * setting says `none`; a grant that says `ask` asks always, the person themself where the tool names nobody else.
 */
export function approvalOf(
  tool: Pick<StoredTool, 'effect' | 'approval'>,
  granted: 'allow' | 'ask',
): AskingPolicy | null {
  const { mode } = tool.approval;
  if (granted === 'allow' && (tool.effect === 'read' || mode === 'none')) return null;
  // Roles, groups and four eyes are of approvers alone: a tool that was theirs once may still name them.
  return mode === 'approvers'
    ? { ...tool.approval, mode }
    : { ...tool.approval, mode: 'self', roles: [], groupIds: [], fourEyes: false };
}

/** The tightest count limit over all grants; null: none. */
export function tightest(limits: readonly GrantLimits[], which: 'perMinute' | 'perDay' | 'total'): number | null {
  const given = limits.flatMap((limit) => limit[which] ?? []);
  return given.length === 0 ? null : Math.min(...given);
}
