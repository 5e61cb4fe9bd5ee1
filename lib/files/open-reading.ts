import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { deleteParts, selectContent, setScan } from '@/lib/files/internal/contents-sql';
import { fileEvent } from '@/lib/files/internal/file-event';
import {
  describeReading,
  failReading,
  finishReading,
  insertBlocks,
  resetReading,
  selectFilesOfReading,
  selectReading,
} from '@/lib/files/internal/readings-sql';
import { blockLabel, PASSWORD_LABEL } from '@/lib/files/internal/seal-block';
import { readParts } from '@/lib/files/internal/stored-bytes';
import type { Block, ParserEvent, ParserWarning } from '@/lib/parser/contracts';
import { openDataKey } from '@/lib/secrets/data-key';

/** A reading while its job executes it. Its writes run in transactions of the job. */
export interface OpenReading {
  readonly name: string;
  readonly password: string | null;
  /** pending: the virus scanner has to pass the bytes first. */
  readonly scan: 'none' | 'pending' | 'passed' | 'threat';
  readonly read: () => AsyncGenerator<Buffer>;
  /** Removes what an earlier attempt left. */
  readonly restart: (sql: SqlRunner, state: 'scanning' | 'reading') => Promise<void>;
  /** Records the scanner's verdict; bytes with a threat are removed. @param threat its name; null: passed */
  readonly recordScan: (sql: SqlRunner, threat: string | null) => Promise<void>;
  readonly describe: (sql: SqlRunner, start: Extract<ParserEvent, { type: 'start' }>) => Promise<void>;
  /** Adds blocks behind `first` others. @param done units of the document that were read */
  readonly append: (sql: SqlRunner, blocks: readonly Block[], place: { first: number; done: number }) => Promise<void>;
  readonly finish: (
    sql: SqlRunner,
    end: { readonly warnings: readonly ParserWarning[]; readonly tokens: number; readonly tokensExact: boolean },
  ) => Promise<void>;
}

/** Opens a reading for the job that executes it; null when its last file was deleted. */
export async function openReading(readingId: string): Promise<OpenReading | null> {
  const reading = await selectReading(sqlRunner(), readingId);
  const content = reading === undefined ? undefined : await selectContent(sqlRunner(), reading.contentId);
  if (reading === undefined || content === undefined) return null;
  const key = await openDataKey(content.id, content);
  return {
    name: reading.name,
    password: reading.password === null ? null : key.open(PASSWORD_LABEL, reading.password).toString('utf8'),
    scan: content.scan,
    read: () => readParts(content),
    restart: (sql, state) => resetReading(sql, readingId, state),
    recordScan: async (sql, threat) => {
      await setScan(sql, content.id, threat === null ? 'passed' : 'threat');
      if (threat !== null) await deleteParts(sql, content.id);
      const details = threat === null ? {} : { threat };
      const files = await selectFilesOfReading(sql, readingId);
      await recordEvents(
        sql,
        files.map((file) =>
          fileEvent('file.scanned', SYSTEM_ACTOR, file, { outcome: threat === null ? 'ok' : 'refused', details }),
        ),
      );
    },
    describe: (sql, { kind, encoding, title, unit, total, sheets }) =>
      describeReading(sql, readingId, {
        kind,
        encoding: encoding ?? null,
        title: title ?? null,
        unit,
        total,
        sheets: sheets ?? null,
      }),
    append: (sql, blocks, { first, done }) => {
      const sealed = blocks.map((block, index) => ({
        ordinal: first + index,
        unit: block.place.page ?? block.place.slide ?? block.place.sheetNumber ?? null,
        kind: block.kind,
        sealed: key.seal(blockLabel(readingId, first + index), Buffer.from(JSON.stringify(block))),
      }));
      const characters = blocks.reduce((sum, block) => sum + block.text.length, 0);
      return insertBlocks(sql, readingId, sealed, { done, characters });
    },
    finish: (sql, end) => finishReading(sql, readingId, end),
  };
}

/** A reading that failed for good. @param code of a sentence in `errors` of the messages */
export function endFailedReading(sql: SqlRunner, readingId: string, code: string): Promise<void> {
  return failReading(sql, readingId, code);
}
