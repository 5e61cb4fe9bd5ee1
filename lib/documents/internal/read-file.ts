import 'server-only';
import { getConfig } from '@/lib/config/config';
import type { Transaction } from '@/lib/db/in-transaction';
import { parseDocument } from '@/lib/documents/parse-document';
import { countText } from '@/lib/engine/count-tokens';
import { getEngine } from '@/lib/engine/current-engine';
import { AppError } from '@/lib/errors/app-error';
import { type OpenReading, openReading } from '@/lib/files/open-reading';
import type { RunningJob } from '@/lib/jobs/start-jobs';
import type { Block, ParserWarning } from '@/lib/parser/contracts';
import { scanBytes } from './scan-bytes';

/** Blocks are stored at once at first, then together: the first page can be read while the others are parsed. */
const STORE_INTERVAL_MS = 300;
const STORE_BLOCKS = 200;

/** Scans the bytes of a reading if they have to be, parses them, and stores the blocks while they are found. */
export async function readFile(job: RunningJob): Promise<(transaction: Transaction) => Promise<void>> {
  const reading = await openReading(job.key);
  if (reading === null) return () => Promise.resolve();
  if (reading.scan === 'pending') await scan(job, reading);
  if (reading.scan === 'threat') throw threatFound('when it was read under another name');
  await job.inLease((transaction) => reading.restart(transaction, 'reading'));
  const warnings: ParserWarning[] = [];
  const store = blockStore(job, reading);
  const { name, password } = reading;
  const limits = { inputBytes: getConfig().FILE_MAX_MB * 1_000_000 };
  const options = { name, limits, signal: job.signal, ...(password === null ? {} : { password }) };
  for await (const part of parseDocument(reading.read(), options)) {
    if (part.type === 'start') await job.inLease((transaction) => reading.describe(transaction, part));
    if (part.type === 'block') await store.add(part.block);
    if (part.type === 'progress') await store.moveTo(part.done);
    if (part.type === 'warning') warnings.push(part.warning);
  }
  await store.flush();
  return (transaction) => reading.finish(transaction, { warnings, ...store.tokens() });
}

async function scan(job: RunningJob, reading: OpenReading): Promise<void> {
  await job.inLease((transaction) => reading.restart(transaction, 'scanning'));
  const threat = await scanBytes(reading.read(), job.signal);
  await job.inLease((transaction) => reading.recordScan(transaction, threat));
  if (threat !== null) throw threatFound(threat);
}

function threatFound(what: string): AppError {
  return new AppError({ kind: 'conflict', code: 'file-threat', detail: `The scanner found a threat: ${what}` });
}

function blockStore(job: RunningJob, reading: OpenReading) {
  let blocks: Block[] = [];
  let stored = 0;
  let done = 0;
  let storedAt = -Infinity;
  let count = { tokens: 0, tokensExact: true };

  async function flush(): Promise<void> {
    const batch = blocks;
    blocks = [];
    const text = batch.map((block) => block.text).join('\n');
    if (text !== '') {
      const counted = await countText(getEngine(), text, job.signal);
      count = { tokens: count.tokens + counted.tokens, tokensExact: count.tokensExact && counted.exact };
    }
    await job.inLease((transaction) => reading.append(transaction, batch, { first: stored, done }));
    stored += batch.length;
    storedAt = performance.now();
  }
  async function flushWhenDue(): Promise<void> {
    if (blocks.length >= STORE_BLOCKS || performance.now() - storedAt >= STORE_INTERVAL_MS) await flush();
  }
  return {
    flush,
    tokens: () => count,
    async add(block: Block): Promise<void> {
      blocks.push(block);
      await flushWhenDue();
    },
    async moveTo(unitsDone: number): Promise<void> {
      done = unitsDone;
      await flushWhenDue();
    },
  };
}
