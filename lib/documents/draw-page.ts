import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { createBoundedQueue } from '@/lib/concurrency/bounded-queue';
import { getConfig } from '@/lib/config/config';
import type { PageImage } from '@/lib/documents/contracts';
import { hasKeptPage, keepPage, keptPage } from '@/lib/documents/internal/kept-pages';
import { parseLine } from '@/lib/documents/internal/parse-line';
import { runParser } from '@/lib/documents/internal/run-parser';
import { documentFailure, PARSER_LIMITS } from '@/lib/documents/parse-document';
import { AppError } from '@/lib/errors/app-error';
import { openFile, type OpenedFile } from '@/lib/files/open-file';
import { drawnPageSchema, type ParserLimits } from '@/lib/parser/contracts';
import { splitLines } from '@/lib/text/split-lines';

const LIMITS: Partial<ParserLimits> = { outputBytes: 16_000_000, idleSeconds: 20, totalSeconds: 20 };
/** Programs that draw at once in this process, and people's pages that wait for one. */
const MOST_DRAWING = 2;
const MOST_WAITING = 20;
const drawing = createBoundedQueue(
  MOST_DRAWING,
  MOST_WAITING,
  () => new AppError({ kind: 'unavailable', code: 'drawing-busy', detail: 'Too many pages wait to be drawn' }),
);

/**
 * A page of a PDF or an image of the person as it is seen, drawn by the program that reads documents. The log records
 * the first page of a file; its others belong to the same look. The password of an encrypted file is not kept after
 * it was read, so its pages cannot be drawn.
 * @throws AppError as `openFile`; `document-…` when the page cannot be drawn; `drawing-busy`
 */
export async function drawPage(
  principal: Principal,
  { fileId, page }: { readonly fileId: string; readonly page: number },
  signal?: AbortSignal,
): Promise<PageImage> {
  const prefix = `${principal.personId} ${fileId} `;
  const key = `${prefix}${page}`;
  // Also for a kept page: the file may have been deleted meanwhile.
  const file = await openFile(principal, fileId, { isContinued: hasKeptPage(prefix) });
  const kept = keptPage(key);
  if (kept !== undefined) return kept;
  const drawn = await drawing.run(() => draw(file, page, signal));
  keepPage(key, drawn);
  return drawn;
}

async function draw(file: OpenedFile, page: number, signal: AbortSignal | undefined): Promise<PageImage> {
  const limits = { ...PARSER_LIMITS, ...LIMITS, inputBytes: getConfig().FILE_MAX_MB * 1_000_000 };
  const run = runParser(file.read(), {
    request: { name: file.name, changes: 'accepted', limits, drawPage: page },
    signal,
  });
  try {
    for await (const line of splitLines(run.output)) {
      const drawn = parseLine(line, drawnPageSchema);
      if (drawn === undefined) break;
      if (drawn.type === 'failure') throw documentFailure(drawn.code, drawn.detail);
      const { width, height, image } = drawn;
      return { width, height, image: `data:image/webp;base64,${image}` };
    }
  } finally {
    run.stop();
  }
  signal?.throwIfAborted();
  const end = await run.ended;
  throw documentFailure(end.code, end.detail);
}
