import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import type { FilesPage, ListFilesInput, QuotaDto } from '@/lib/files/contracts';
import { fileLimits } from '@/lib/files/internal/file-limits';
import { findUsage } from '@/lib/files/internal/files-repository';
import { selectPage } from '@/lib/files/internal/files-sql';

/** A page of one's files, with what they take of one's quota. */
export async function listFiles({ personId }: Pick<Principal, 'personId'>, input: ListFilesInput): Promise<FilesPage> {
  const [page, quota] = await Promise.all([selectPage(sqlRunner(), personId, input), getQuota({ personId })]);
  return { ...page, quota };
}

async function getQuota({ personId }: Pick<Principal, 'personId'>): Promise<QuotaDto> {
  const { fileBytes, personBytes } = fileLimits();
  const { used } = await findUsage(personId);
  return { used, limit: personBytes, fileLimit: fileBytes };
}
