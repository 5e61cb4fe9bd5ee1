import { attachmentState, filePartsOf, type Attachment } from '@/components/chat/attachments/attachment';
import { readAttachedIds, writeAttachedIds } from '@/components/chat/attachments/attached-ids';
import { apiFetch } from '@/components/lib/api-client';
import { isApiProblem } from '@/components/lib/api-problem';
import type { KeyValueStorage } from '@/components/lib/browser-storage';
import { UploadQueue } from '@/components/lib/upload-queue';
import { MAX_QUESTION_FILES } from '@/lib/conversations/constants';
import type { FilePart } from '@/lib/conversations/contracts';
import type { FileDto } from '@/lib/files/contracts';

const POLL_MS = 1_000;

/** The files of one composer: uploads, what the server reads of them, and what a question takes along. */
export class AttachmentStore {
  private attachments: readonly Attachment[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly uploads = new UploadQueue({
    onProgress: (key, { received }) => this.change(key, { received }),
    onStored: (key, file) => this.change(key, { fileId: file.id, file, received: file.size }),
    onFailed: (key, error) => this.change(key, { error }),
  });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    private readonly storage: KeyValueStorage,
    private draftOf: string | null,
  ) {
    this.restore(readAttachedIds(storage, draftOf));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): readonly Attachment[] => this.attachments;

  /** Uploads files. @returns how many were not taken, because a question has room for no more */
  add(files: readonly File[]): number {
    const taken = files.slice(0, Math.max(0, MAX_QUESTION_FILES - this.attachments.length));
    for (const file of taken) {
      const { name, size } = file;
      const key = this.uploads.add(file);
      this.set([...this.attachments, { key, name, size, received: 0, fileId: null, file: null, error: null }]);
    }
    return files.length - taken.length;
  }

  /** Brings back files that the server has: of an earlier page, or of a question that came back. */
  restore(ids: readonly string[]): void {
    const known = new Set(this.attachments.map(({ fileId }) => fileId));
    const restored = [...new Set(ids)].filter((id) => !known.has(id));
    if (restored.length === 0) return;
    this.set([
      ...this.attachments,
      ...restored.map((id) => ({ key: id, name: '', size: 0, received: 0, fileId: id, file: null, error: null })),
    ]);
    for (const id of restored) void this.find(id);
  }

  /** Goes on with an upload that stopped, or asks for a file again. */
  retry(key: string): void {
    this.change(key, { error: null });
    if (this.uploads.has(key)) this.uploads.retry(key);
    else void this.find(key);
  }

  /** Takes a file out; one that is being uploaded is deleted, one that was uploaded stays under "files". */
  remove(key: string): void {
    this.set(this.attachments.filter((attachment) => attachment.key !== key));
    this.uploads
      .cancel(key)
      .catch((error: unknown) =>
        console.warn('a cancelled upload could not be deleted; the server deletes it after a day', error),
      );
  }

  /** Takes all files out, for the question that is sent now. */
  take(): FilePart[] {
    const parts = filePartsOf(this.attachments);
    this.set([]);
    return parts;
  }

  /** The draft belongs to another conversation now: what is here goes along, behind what was kept there. */
  moveTo(draftOf: string | null): void {
    if (draftOf === this.draftOf) return;
    writeAttachedIds(this.storage, this.draftOf, []);
    this.draftOf = draftOf;
    this.restore(readAttachedIds(this.storage, draftOf));
    this.keep();
  }

  /** Ends the uploads: the page is left. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.uploads.end();
  }

  /** Asks for a file of an earlier page; one that is gone is taken out. */
  private async find(fileId: string): Promise<void> {
    try {
      const file = await apiFetch<FileDto>(`/api/files/${fileId}`);
      if (file.state === 'deleted' || file.state === 'uploading') this.remove(fileId);
      else this.change(fileId, { name: file.name, size: file.size, received: file.size, file });
    } catch (error) {
      if (isApiProblem(error) && error.status === 404) this.remove(fileId);
      else this.change(fileId, { error });
    }
  }

  private change(key: string, changed: Partial<Attachment>): void {
    this.set(this.attachments.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  }

  private set(attachments: readonly Attachment[]): void {
    this.attachments = attachments;
    this.keep();
    for (const listener of this.listeners) listener();
    clearTimeout(this.timer);
    if (!this.isOver && attachments.some((one) => attachmentState(one) === 'reading'))
      this.timer = setTimeout(() => void this.poll(), POLL_MS);
  }

  private keep(): void {
    writeAttachedIds(
      this.storage,
      this.draftOf,
      this.attachments.flatMap(({ fileId }) => fileId ?? []),
    );
  }

  private async poll(): Promise<void> {
    const files = await Promise.all(
      this.attachments.flatMap((one) =>
        one.file !== null && attachmentState(one) === 'reading' ? [this.ask(one.file)] : [],
      ),
    );
    const news = new Map(files.flatMap((file) => (file === null ? [] : [[file.id, file] as const])));
    this.set(
      this.attachments.map((one) => {
        const file = one.file === null ? undefined : news.get(one.file.id);
        return file === undefined ? one : { ...one, file };
      }),
    );
  }

  /** Null: the server is away; it is asked again. */
  private async ask(file: FileDto): Promise<FileDto | null> {
    try {
      return await apiFetch<FileDto>(`/api/files/${file.id}`);
    } catch (error) {
      return isApiProblem(error) && error.status === 404 ? { ...file, state: 'deleted' } : null;
    }
  }
}
