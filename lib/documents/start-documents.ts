// lib/documents reads files: it runs the parser as jobs and gives its blocks.
import 'server-only';
import { getConfig } from '@/lib/config/config';
import { isAppError } from '@/lib/errors/app-error';
import { endFailedReading } from '@/lib/files/open-reading';
import { READING_JOB } from '@/lib/files/reading-job';
import { startSweepingFiles } from '@/lib/files/sweep-files';
import { startJobs } from '@/lib/jobs/start-jobs';
import { readFile } from './internal/read-file';

/** Failures that are not the document's: another attempt may succeed. All others are about the document itself. */
const TRANSIENT = new Set(['document-parser-failed', 'database-unavailable']);

declare global {
  var yikaDocuments: { stop(): Promise<void> } | undefined;
}

/** Starts the jobs that read files in this process, once. */
export function startDocuments(): void {
  globalThis.yikaDocuments ??= begin();
}

/** Gives the jobs back that are not done; another process, or the next start, reads those files. */
export async function stopDocuments(): Promise<void> {
  const documents = globalThis.yikaDocuments;
  globalThis.yikaDocuments = undefined;
  await documents?.stop();
}

function begin(): { stop(): Promise<void> } {
  const sweeping = startSweepingFiles();
  const jobs = startJobs([
    {
      kind: READING_JOB,
      concurrency: getConfig().FILE_PARSERS,
      execute: readFile,
      isWaiting: (error) => isAppError(error) && error.code === 'file-scanner-unavailable',
      isTransient: (error) => !isAppError(error) || TRANSIENT.has(error.code),
      onFailed: (transaction, { key, error }) => endFailedReading(key, sentenceOf(error.code), transaction),
    },
  ]);
  return {
    async stop() {
      sweeping.stop();
      await jobs.stop();
    },
  };
}

/** Errors without a sentence of their own are failures of the program that reads files. */
function sentenceOf(code: string): string {
  return /^(document|file)-/.test(code) ? code : 'document-parser-failed';
}
