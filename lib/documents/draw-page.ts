import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { getConfig } from '@/lib/config/config';
import type { PageImage } from '@/lib/documents/contracts';
import { hasKeptPage, keepPage, keptPage } from '@/lib/documents/internal/kept-pages';
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
  const drawn = await inTurn(() => draw(file, page, signal));
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
      const parsed = drawnPageSchema.safeParse(parseLine(line));
      if (!parsed.success) break;
      if (parsed.data.type === 'failure') throw documentFailure(parsed.data.code, parsed.data.detail);
      const { width, height, image } = parsed.data;
      return { width, height, image: `data:image/webp;base64,${image}` };
    }
  } finally {
    run.stop();
  }
  signal?.throwIfAborted();
  const end = await run.ended;
  throw documentFailure(end.code, end.detail);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A process that was killed leaves half a line.
    return undefined;
  }
}

let drawing = 0;
const waiting: (() => void)[] = [];

async function inTurn(work: () => Promise<PageImage>): Promise<PageImage> {
  if (drawing >= MOST_DRAWING) {
    if (waiting.length >= MOST_WAITING)
      throw new AppError({ kind: 'unavailable', code: 'drawing-busy', detail: 'Too many pages wait to be drawn' });
    // Whoever ends gives its place on.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else drawing += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) drawing -= 1;
    else next();
  }
}
