import { visibleText } from '@/components/calls/result/visible-text';
import type { CallPerson } from '@/lib/tool-calls/contracts';

/**
 * Who it is, such that nobody passes for somebody else: the name, in which nothing hides, and the account. `王小明
 * (wang@example.com)`
 */
export function personLabel({ name, email }: CallPerson): string {
  return email === undefined || email === null ? visibleText(name) : `${visibleText(name)} (${visibleText(email)})`;
}
