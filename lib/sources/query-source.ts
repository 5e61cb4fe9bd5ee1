import 'server-only';
import { AppError, notFound } from '@/lib/errors/app-error';
import { openConnection, type OpenSource } from '@/lib/sources/internal/open-connection';
import { sampleSource } from '@/lib/sources/internal/sample-source';
import { findSource } from '@/lib/sources/internal/sources-repository';
import { SAMPLE_SOURCE_ID, type SourceKind } from '@/lib/sources/contracts';

/** Most rows of one statement; one more is an error, never a cut. */
export const MAX_ROWS = 200_000;
const TIMEOUT_MS = 60_000;

export interface SourceRows {
  readonly columns: readonly string[];
  /** Money and dates as the text that the server wrote: no driver makes floats or time zones of them. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly durationMs: number;
}

/** What a statement of a source is written in. @throws AppError `not-found` */
export async function dialectOf(sourceId: string): Promise<SourceKind> {
  return (await findOpenSource(sourceId)).kind;
}

/**
 * Sends one statement to a source: on a connection of its own, in a read-only transaction, with our own clock, which
 * cancels it.
 * @throws AppError `not-found`, `source-unreachable`, `source-refused`, `source-query-failed` with the server's words,
 * `source-too-slow`, `source-too-many-rows`
 */
export async function querySource(
  sourceId: string,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly string[] },
  { signal, maxRows = MAX_ROWS }: { readonly signal: AbortSignal; readonly maxRows?: number },
): Promise<SourceRows> {
  const source = await findOpenSource(sourceId);
  const clock = AbortSignal.timeout(TIMEOUT_MS);
  const connection = await openConnection(source, AbortSignal.any([signal, clock]));
  const started = performance.now();
  try {
    const { columns, rows } = await connection.query(sql, parameters, maxRows + 1);
    if (rows.length > maxRows) {
      const values = { limit: maxRows };
      throw new AppError({
        kind: 'invalid',
        code: 'source-too-many-rows',
        detail: `more than ${maxRows} rows`,
        values,
      });
    }
    return { columns, rows, durationMs: Math.round(performance.now() - started) };
  } catch (error) {
    if (!clock.aborted) throw error;
    const values = { seconds: TIMEOUT_MS / 1000 };
    throw new AppError({
      kind: 'unavailable',
      code: 'source-too-slow',
      detail: 'The statement took too long',
      values,
      cause: error,
    });
  } finally {
    await connection.close();
  }
}

async function findOpenSource(sourceId: string): Promise<OpenSource> {
  const source = sourceId === SAMPLE_SOURCE_ID ? sampleSource() : await findSource(sourceId);
  if (source === null) throw notFound('data source');
  return source;
}
