import { newId } from '@/components/lib/new-id';
import { removeUpload, uploadFile } from '@/components/lib/upload-file';
import type { FileDto } from '@/lib/files/contracts';

/** What becomes of uploads, by their keys; nothing comes of one that was cancelled. */
export interface UploadListener {
  /** The id of the file on the server and the bytes that arrived. */
  readonly onProgress: (key: string, progress: { readonly fileId: string; readonly received: number }) => void;
  /** The upload is over. The next one begins when this has ended. */
  readonly onStored: (key: string, file: FileDto) => void | Promise<void>;
  readonly onFailed: (key: string, error: unknown) => void;
}

interface Upload {
  readonly file: File;
  readonly controller: AbortController;
  fileId?: string;
}

/** Uploads of a page, one after another: together they would only share the line. */
export class UploadQueue {
  private readonly uploads = new Map<string, Upload>();
  private last = Promise.resolve();

  constructor(private readonly listener: UploadListener) {}

  /** @returns the key of the upload */
  add(file: File): string {
    const key = newId();
    this.uploads.set(key, { file, controller: new AbortController() });
    this.send(key);
    return key;
  }

  /** Whether it goes on or stopped; not once it is over or cancelled. */
  has(key: string): boolean {
    return this.uploads.has(key);
  }

  /** Goes on with an upload that stopped, from where it was. */
  retry(key: string): void {
    this.send(key);
  }

  /** Ends an upload and deletes what arrived. @throws ApiProblem when it cannot be deleted */
  async cancel(key: string): Promise<void> {
    const upload = this.uploads.get(key);
    this.uploads.delete(key);
    upload?.controller.abort();
    if (upload?.fileId !== undefined) await removeUpload(upload.fileId);
  }

  /** Ends all: the page is left. What arrived stays for a day. */
  end(): void {
    for (const { controller } of this.uploads.values()) controller.abort();
  }

  private send(key: string): void {
    const upload = this.uploads.get(key);
    if (upload === undefined) return;
    const { signal } = upload.controller;
    this.last = this.last.then(async () => {
      if (signal.aborted) return;
      try {
        const stored = await uploadFile(upload.file, {
          fileId: upload.fileId,
          signal,
          onProgress: (progress) => {
            upload.fileId = progress.fileId;
            this.listener.onProgress(key, progress);
          },
        });
        await this.listener.onStored(key, stored);
        this.uploads.delete(key);
      } catch (error) {
        if (this.uploads.has(key)) this.listener.onFailed(key, error);
      }
    });
  }
}
