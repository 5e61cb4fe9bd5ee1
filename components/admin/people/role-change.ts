import type { Role } from '@/lib/auth/contracts';

/** The abilities of a role beyond asking questions, with labels in `admin.role.abilities`. */
const ABILITIES = {
  employee: ['employeeTools'],
  agent: ['agentTools'],
  admin: ['adminTools', 'people', 'tools', 'secrets', 'audit', 'engine'],
} as const satisfies Readonly<Record<Role, readonly string[]>>;

export type Ability = (typeof ABILITIES)[Role][number];

/** The abilities that a person gains and loses with another role; none when it is the same. */
export function roleChange(
  from: Role,
  to: Role,
): { readonly gains: readonly Ability[]; readonly loses: readonly Ability[] } {
  if (from === to) return { gains: [], loses: [] };
  return { gains: ABILITIES[to], loses: ABILITIES[from] };
}
