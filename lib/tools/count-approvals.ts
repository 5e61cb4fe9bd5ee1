import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { findApplicant } from '@/lib/tools/internal/tools-grants-sql';
import { countInbox } from '@/lib/tools/internal/tools-inbox-sql';

/** How many calls wait for this person's decision. */
export async function countApprovals({ personId }: Principal): Promise<number> {
  const reader = await findApplicant(sqlRunner(), personId);
  return reader === null || reader.isDisabled ? 0 : countInbox(sqlRunner(), reader);
}
