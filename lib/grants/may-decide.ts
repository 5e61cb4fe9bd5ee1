import 'server-only';
import type { Role } from '@/lib/auth/contracts';
import type { AskingPolicy } from '@/lib/grants/decide-grant';

export interface Decider {
  readonly id: string;
  readonly role: Role;
  readonly groupIds: readonly string[];
  readonly isDisabled: boolean;
}

/**
 * yes: the person may decide. own: they are an approver, but requested the call themselves and two people are required.
 * no. Administrators decide only where their role is listed.
 */
export function mayDecide(policy: AskingPolicy, requesterId: string, decider: Decider): 'yes' | 'own' | 'no' {
  if (decider.isDisabled) return 'no';
  const isOwn = decider.id === requesterId;
  const isNamed =
    policy.mode === 'self'
      ? isOwn
      : policy.roles.includes(decider.role) || policy.groupIds.some((groupId) => decider.groupIds.includes(groupId));
  if (!isNamed) return 'no';
  return isOwn && policy.fourEyes ? 'own' : 'yes';
}
