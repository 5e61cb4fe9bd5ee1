import 'server-only';
import { getConfig } from '@/lib/config/config';

const MEGABYTE = 1_000_000;

/** What may be stored, in bytes: one file, all files of a person, everything. */
export function fileLimits(): { readonly fileBytes: number; readonly personBytes: number; readonly allBytes: number } {
  const { FILE_MAX_MB, FILE_QUOTA_PER_PERSON_MB, FILE_QUOTA_MB } = getConfig();
  return {
    fileBytes: FILE_MAX_MB * MEGABYTE,
    personBytes: FILE_QUOTA_PER_PERSON_MB * MEGABYTE,
    allBytes: FILE_QUOTA_MB * MEGABYTE,
  };
}
