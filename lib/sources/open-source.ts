import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { SourceKind } from '@/lib/sources/contracts';
import { openConnection, type OpenSource } from '@/lib/sources/internal/open-connection';
import { getSource } from '@/lib/sources/internal/stored-sources';

/** Most rows of one statement; one more is an error, never a cut. */
const MAX_ROWS = 200_000;
const TIMEOUT_MS = 60_000;

export interface SourceRows {
  readonly columns: readonly string[];
  /** Money and dates as the text that the server wrote: no driver makes floats or time zones of them. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly durationMs: number;
}

/** A statement in the source's dialect. */
export interface SourceQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
}

export interface OpenedSource {
  readonly dialect: SourceKind;
  /**
   * Rejects with AppErrors: `source-unreachable`, `source-refused`, `source-query-failed` with the server's words,
   * `source-too-slow`, `source-too-many-rows`.
   */
  readonly query: (query: SourceQuery, signal: AbortSignal) => Promise<SourceRows>;
}

/** A source for several statements: its row is read once. @throws AppError `not-found` */
export async function openSource(sourceId: string): Promise<OpenedSource> {
  const source = await getSource(sourceId);
  return { dialect: source.kind, query: (query, signal) => querySource(source, query, signal) };
}

/**
 * Sends one statement to a source: on a connection of its own, in a read-only transaction, with our own clock, which
 * cancels it.
 * @throws AppError `source-unreachable`, `source-refused`, `source-query-failed` with the server's words,
 * `source-too-slow`, `source-too-many-rows`
 */
async function querySource(
  source: OpenSource,
  { sql, parameters }: SourceQuery,
  signal: AbortSignal,
): Promise<SourceRows> {
  const clock = AbortSignal.timeout(TIMEOUT_MS);
  const connection = await openConnection(source, AbortSignal.any([signal, clock]));
  const started = performance.now();
  try {
    const { columns, rows } = await connection.query(sql, parameters, MAX_ROWS + 1);
    if (rows.length > MAX_ROWS) {
      const values = { limit: MAX_ROWS };
      throw new AppError({
        kind: 'invalid',
        code: 'source-too-many-rows',
        detail: `more than ${MAX_ROWS} rows`,
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
