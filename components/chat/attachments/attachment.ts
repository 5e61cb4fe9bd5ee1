import type { FilePart } from '@/lib/conversations/contracts';
import type { FileDto } from '@/lib/files/contracts';

/** A file that goes with the next question. */
export interface Attachment {
  readonly key: string;
  readonly name: string;
  /** Bytes of the file, and how many of them the server has. */
  readonly size: number;
  readonly received: number;
  /** Of a file that the server has. */
  readonly fileId: string | null;
  /** As the server knows it; null until its upload is over, or until it is asked for. */
  readonly file: FileDto | null;
  /** Why the upload stopped, or the server could not be asked; null while it goes on. */
  readonly error: unknown;
}

/** `reading`: it is stored, and its text is not there yet. `failed`: it cannot go with a question. */
export type AttachmentState = 'uploading' | 'reading' | 'ready' | 'failed';

export function attachmentState({ file, error }: Pick<Attachment, 'file' | 'error'>): AttachmentState {
  if (error !== null || file?.state === 'failed' || file?.state === 'deleted') return 'failed';
  if (file === null || file.state === 'uploading') return 'uploading';
  return file.state === 'ready' ? 'ready' : 'reading';
}

/** Files that a draft can be counted with. */
export function readFileIds(attachments: readonly Attachment[]): string[] {
  return attachments.flatMap((one) => (one.file !== null && attachmentState(one) === 'ready' ? [one.file.id] : []));
}

/** How files stand in the question that takes them along. */
export function filePartsOf(attachments: readonly Attachment[]): FilePart[] {
  return attachments.flatMap(({ file }) =>
    file === null
      ? []
      : [
          {
            type: 'file' as const,
            text: file.id,
            name: file.name,
            kind: file.kind,
            unit: file.unit,
            total: file.total,
            tokens: file.tokens,
          },
        ],
  );
}
