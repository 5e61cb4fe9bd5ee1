import { apiFetch } from '@/components/lib/api-client';
import { type FileDto, type FilesPage, filesPageSchema, fileSchema, type ListFilesInput } from '@/lib/files/contracts';

/** Key of the query cache: every list of one's files. */
export const FILES = ['files'];

export function requestFiles(
  { search = '', sort, order, page }: ListFilesInput,
  signal: AbortSignal,
): Promise<FilesPage> {
  const query = new URLSearchParams({ sort, order, page: String(page), ...(search === '' ? {} : { search }) });
  return apiFetch(`/api/files?${query.toString()}`, { signal, schema: filesPageSchema });
}

export function requestDeleteFile(fileId: string): Promise<unknown> {
  return apiFetch(`/api/files/${fileId}`, { method: 'DELETE' });
}

export function requestFilePassword(fileId: string, password: string): Promise<FileDto> {
  return apiFetch(`/api/files/${fileId}/password`, { method: 'POST', body: { password }, schema: fileSchema });
}
