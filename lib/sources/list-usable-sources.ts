import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { findApplicant } from '@/lib/auth/find-applicant';
import { sqlRunner } from '@/lib/db/transaction';
import { SAMPLE_SOURCE_ID, type UsableSource } from '@/lib/sources/contracts';
import { sampleSource } from '@/lib/sources/internal/sample-source';
import { findSources } from '@/lib/sources/internal/sources-repository';

/** The sources that a person may use: all for administrators, else those of the person, a group or the role. */
export async function listUsableSources({
  personId,
  role,
}: Pick<Principal, 'personId' | 'role'>): Promise<UsableSource[]> {
  const groupIds = (await findApplicant(sqlRunner(), personId))?.groupIds ?? [];
  const granted = {
    OR: [{ personIds: { has: personId } }, { roles: { has: role } }, { groupIds: { hasSome: groupIds } }],
  };
  const rows = await findSources(role === 'admin' ? {} : granted);
  const sample = sampleSource();
  return [...rows, ...(sample === null ? [] : [sample])].map(({ id, name, kind }) => ({
    id,
    name,
    kind,
    isSample: id === SAMPLE_SOURCE_ID,
  }));
}
