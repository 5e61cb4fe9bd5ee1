import { apiFetch } from '@/components/lib/api-client';
import { ApiProblem, isApiProblem } from '@/components/lib/api-problem';
import { type FileDto, UPLOAD_BYTES } from '@/lib/files/contracts';

/** Hashing needs the whole file in memory; larger files are simply sent. */
const MAX_HASHED_BYTES = 32_000_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Failures one after another, about two minutes, until the person is asked. */
const MAX_FAILURES = 12;

export interface UploadOptions {
  /** An upload of the same file that broke off: it goes on where it was. */
  readonly fileId?: string | undefined;
  readonly signal: AbortSignal;
  /** The id of the file on the server and the bytes that arrived. */
  readonly onProgress: (progress: { readonly fileId: string; readonly received: number }) => void;
}

/**
 * Uploads a file in parts. A connection that breaks is tried again from where it was; a file that the person has
 * already is not sent again. @throws ApiProblem when it cannot go on; an abort stays an AbortError
 */
export async function uploadFile(file: File, { fileId, signal, onProgress }: UploadOptions): Promise<FileDto> {
  if (file.size === 0)
    throw new ApiProblem({ status: 422, code: 'file-empty', detail: 'Empty file', values: { name: file.name } });
  const sha256 = await hashOf(file);
  const body = { name: file.name, size: file.size, ...(sha256 === undefined ? {} : { sha256 }) };
  const begun =
    fileId === undefined ? await begin(body, signal) : await apiFetch<FileDto>(`/api/files/${fileId}`, { signal });
  if (begun.state !== 'uploading') return begun;
  const path = `/api/files/${begun.id}`;
  let { received } = begun;
  let failures = 0;
  while (received < file.size) {
    onProgress({ fileId: begun.id, received });
    try {
      const bytes = file.slice(received, received + UPLOAD_BYTES);
      const put = { method: 'PUT', bytes, signal } as const;
      ({ received } = await apiFetch<{ received: number }>(`${path}/parts?offset=${received}`, put));
      failures = 0;
    } catch (error) {
      failures += 1;
      const misplaced = isApiProblem(error) && error.code === 'file-part-misplaced' ? error.values.offset : undefined;
      if (signal.aborted || failures > MAX_FAILURES) throw error;
      if (typeof misplaced === 'number') received = misplaced;
      else if (mayPass(error)) await pause(pauseAfter(error, failures), signal);
      else throw error;
    }
  }
  onProgress({ fileId: begun.id, received });
  return await apiFetch<FileDto>(`${path}/finish`, {
    method: 'POST',
    body: sha256 === undefined ? {} : { sha256 },
    signal,
  });
}

/** An upload that is cancelled while it is announced is known to the server: it is removed there. */
async function begin(body: object, signal: AbortSignal): Promise<FileDto> {
  signal.throwIfAborted();
  const begun = await apiFetch<FileDto>('/api/files', { method: 'POST', body });
  if (signal.aborted) await removeUpload(begun.id);
  signal.throwIfAborted();
  return begun;
}

/** Removes what arrived of an upload, so that it does not count; tried again while the server is away. */
export async function removeUpload(fileId: string): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      await apiFetch(`/api/files/${fileId}`, { method: 'DELETE', keepalive: true });
      return;
    } catch (error) {
      if (isApiProblem(error) && error.status === 404) return;
      failures += 1;
      if (failures > MAX_FAILURES || !mayPass(error)) throw error;
      await pause(pauseAfter(error, failures));
    }
  }
}

/** Undefined where the browser has no way to compute it: plain HTTP in an intranet. */
async function hashOf(file: File): Promise<string | undefined> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (subtle === undefined || file.size > MAX_HASHED_BYTES) return undefined;
  const digest = await subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** No network, a restart, too many bytes a second: it passes. */
export function mayPass(error: unknown): boolean {
  return isApiProblem(error) && (error.status === 0 || error.status === 429 || error.status >= 500);
}

function pauseAfter(error: unknown, failures: number): number {
  const asked = isApiProblem(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)));
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('cancelled', 'AbortError'));
    });
  });
}
