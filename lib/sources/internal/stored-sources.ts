import 'server-only';
import { notFound } from '@/lib/errors/app-error';
import { SAMPLE_SOURCE_ID } from '@/lib/sources/contracts';
import { sampleSource } from '@/lib/sources/internal/sample-source';
import { findSource, findSources, type SourceRow } from '@/lib/sources/internal/sources-repository';

/** A source by id, the sample too. @throws AppError `not-found` */
export async function getSource(id: string): Promise<SourceRow> {
  const source = id === SAMPLE_SOURCE_ID ? sampleSource() : await findSource(id);
  if (source === null) throw notFound('data source');
  return source;
}

/** Sources by a condition, by name, then the sample, which is everybody's. */
export async function findSourcesAndSample(
  where: Parameters<typeof findSources>[0],
): Promise<(SourceRow & { readonly isSample: boolean })[]> {
  const sample = sampleSource();
  const rows = [...(await findSources(where)), ...(sample === null ? [] : [sample])];
  return rows.map((row) => ({ ...row, isSample: row.id === SAMPLE_SOURCE_ID }));
}
