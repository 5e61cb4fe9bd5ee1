import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { findApplicant } from '@/lib/auth/find-applicant';
import { sqlRunner } from '@/lib/db/transaction';
import type { UsableSource } from '@/lib/sources/contracts';
import { findSourcesAndSample } from '@/lib/sources/internal/stored-sources';

/** The sources that a person may use: all for administrators, else those of the person, a group or the role. */
export async function listUsableSources({
  personId,
  role,
}: Pick<Principal, 'personId' | 'role'>): Promise<UsableSource[]> {
  const groupIds = (await findApplicant(sqlRunner(), personId))?.groupIds ?? [];
  const granted = {
    OR: [{ personIds: { has: personId } }, { roles: { has: role } }, { groupIds: { hasSome: groupIds } }],
  };
  const sources = await findSourcesAndSample(role === 'admin' ? {} : granted);
  return sources.map(({ id, name, kind, isSample }) => ({ id, name, kind, isSample }));
}
