import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { FilePart } from '@/lib/conversations/contracts';
import { AppError } from '@/lib/errors/app-error';
import { fileNotFound } from '@/lib/files/file-not-found';
import { getFiles } from '@/lib/files/get-file';
import type { AskedFile } from '@/lib/runs/contracts';

/**
 * The parts of a question for the files that go with it.
 * A deleted file that earlier messages refer to keeps its name (a question that is put in other words).
 * @throws AppError file-not-found when a file is another person's or not there; conflict `file-not-read` (values name)
 * when it was not read to its end
 */
export async function fileParts(principal: Principal, asked: readonly AskedFile[]): Promise<FilePart[]> {
  if (asked.length === 0) return [];
  const found = await getFiles(
    principal,
    asked.map(({ id }) => id),
  );
  const files = new Map(found.map((file) => [file.id, file]));
  return asked.map(({ id, ranges }) => {
    const file = files.get(id);
    if (file === undefined) throw fileNotFound();
    const { name, kind, unit, total, tokens } = file;
    if (file.state !== 'ready' && file.state !== 'deleted')
      throw new AppError({
        kind: 'conflict',
        code: 'file-not-read',
        detail: `The file is ${file.state}, not ready`,
        values: { name },
      });
    return { type: 'file', text: id, name, kind, unit, total, tokens, ...(ranges === undefined ? {} : { ranges }) };
  });
}
