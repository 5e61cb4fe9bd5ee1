import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import type { Transaction } from '@/lib/db/in-transaction';
import { insertBlocks } from '@/lib/files/internal/blocks-sql';
import { deleteParts, findContent, setScan } from '@/lib/files/internal/contents-repository';
import { fileEvent } from '@/lib/files/internal/file-event';
import { findFilesOfReading } from '@/lib/files/internal/files-repository';
import {
  advanceReading,
  describeReading,
  failReading,
  findReading,
  finishReading,
  resetReading,
} from '@/lib/files/internal/readings-repository';
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
  readonly restart: (transaction: Transaction, state: 'scanning' | 'reading') => Promise<void>;
  /** Records the scanner's verdict; bytes with a threat are removed. @param threat its name; null: passed */
  readonly recordScan: (transaction: Transaction, threat: string | null) => Promise<void>;
  readonly describe: (transaction: Transaction, start: Extract<ParserEvent, { type: 'start' }>) => Promise<void>;
  /** Adds blocks behind `first` others. @param done units of the document that were read */
  readonly append: (
    transaction: Transaction,
    blocks: readonly Block[],
    place: { first: number; done: number },
  ) => Promise<void>;
  readonly finish: (
    transaction: Transaction,
    end: { readonly warnings: readonly ParserWarning[]; readonly tokens: number; readonly tokensExact: boolean },
  ) => Promise<void>;
}

/** Opens a reading for the job that executes it; null when its last file was deleted. */
export async function openReading(readingId: string): Promise<OpenReading | null> {
  const reading = await findReading(readingId);
  const content = reading === null ? null : await findContent({ id: reading.contentId });
  if (reading === null || content === null) return null;
  const key = await openDataKey(content.id, content);
  return {
    name: reading.name,
    password: reading.password === null ? null : key.open(PASSWORD_LABEL, reading.password).toString('utf8'),
    scan: content.scan,
    read: () => readParts(content),
    restart: ({ prisma }, state) => resetReading(readingId, state, prisma),
    recordScan: async ({ prisma, sql }, threat) => {
      await setScan(content.id, threat === null ? 'passed' : 'threat', prisma);
      if (threat !== null) await deleteParts(content.id, prisma);
      const details = threat === null ? {} : { threat };
      const files = await findFilesOfReading(readingId, prisma);
      await recordEvents(
        sql,
        files.map((file) =>
          fileEvent('file.scanned', SYSTEM_ACTOR, file, { outcome: threat === null ? 'ok' : 'refused', details }),
        ),
      );
    },
    describe: ({ prisma }, { kind, encoding = null, title = null, unit, total, sheets = null }) =>
      describeReading(readingId, { kind, encoding, title, unit, total, sheets }, prisma),
    append: async ({ prisma, sql }, blocks, { first, done }) => {
      const sealed = blocks.map((block, index) => ({
        ordinal: first + index,
        unit: block.place.page ?? block.place.slide ?? block.place.sheetNumber ?? null,
        kind: block.kind,
        sealed: key.seal(blockLabel(readingId, first + index), Buffer.from(JSON.stringify(block))),
      }));
      const characters = blocks.reduce((sum, block) => sum + block.text.length, 0);
      if (sealed.length > 0) await insertBlocks(sql, readingId, sealed);
      await advanceReading(readingId, { done, blocks: sealed.length, characters }, prisma);
    },
    finish: ({ prisma }, end) => finishReading(readingId, end, prisma),
  };
}

/** A reading that failed for good. @param code of a sentence in `errors` of the messages */
export function endFailedReading(readingId: string, code: string, { prisma }: Transaction): Promise<void> {
  return failReading(readingId, code, prisma);
}
