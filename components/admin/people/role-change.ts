import type { Role } from '@/lib/auth/contracts';

/** What a role lets a person do beyond asking questions, as it is said in `admin.role.abilities`. */
const ABILITIES = {
  employee: ['employeeTools'],
  agent: ['agentTools'],
  admin: ['adminTools', 'people', 'tools', 'secrets', 'audit', 'engine'],
} as const satisfies Readonly<Record<Role, readonly string[]>>;

export type Ability = (typeof ABILITIES)[Role][number];

/** What a person gains and loses with another role; nothing when it is the same. */
export function roleChange(
  from: Role,
  to: Role,
): { readonly gains: readonly Ability[]; readonly loses: readonly Ability[] } {
  if (from === to) return { gains: [], loses: [] };
  return { gains: ABILITIES[to], loses: ABILITIES[from] };
}
