import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { findApplicant } from '@/lib/auth/find-applicant';
import { countInbox } from '@/lib/tool-calls/internal/sql/inbox-sql';

/** How many calls wait for this person's decision. */
export async function countApprovals({ personId }: Principal): Promise<number> {
  const reader = await findApplicant(sqlRunner(), personId);
  return reader === null || reader.isDisabled ? 0 : countInbox(sqlRunner(), reader);
}
