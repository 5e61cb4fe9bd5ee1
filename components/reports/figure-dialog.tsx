'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { ErrorState } from '@/components/lib/error-state';
import { REPORT_RUNS, requestFigure } from '@/components/reports/report-requests';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { Figure } from '@/lib/analysis/result-contracts';
import type { FigureOrigin } from '@/lib/reports/contracts';

/** Where a number comes from: its method, the SQL that was sent, and the rows that came back. */
export function FigureDialog({
  runId,
  figure,
  onClose,
}: {
  readonly runId: string;
  readonly figure: Figure;
  readonly onClose: () => void;
}) {
  const t = useTranslations('reports');
  const origin = useQuery({
    queryKey: [REPORT_RUNS, runId, 'figure', figure.id],
    queryFn: ({ signal }) => requestFigure(runId, figure.id, signal),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={figure.label}
      description={`${figure.text}${figure.missing === null ? '' : ` · ${figure.missing}`}`}
      className="max-w-3xl"
    >
      <dl className="mt-4 grid gap-3 text-sm">
        <div>
          <dt className="text-muted">{t('method')}</dt>
          <dd className="font-mono">{figure.method}</dd>
        </div>
      </dl>
      {origin.isError ? <ErrorState error={origin.error} onRetry={() => void origin.refetch()} /> : null}
      {origin.isPending ? <Skeleton className="mt-4 h-24 w-full" /> : null}
      {origin.data?.queries.map((query) => (
        <QueryView key={query.id} query={query} />
      ))}
    </Dialog>
  );
}

function QueryView({ query }: { readonly query: FigureOrigin['queries'][number] }) {
  const t = useTranslations('reports');
  const { id, dataset, rowCount, durationMs, sql, parameters, rows, isCut } = query;
  const title = t('query', { id, dataset, rows: rowCount, ms: durationMs });
  return (
    <section className="mt-5 grid gap-2">
      <h3 className="text-sm font-medium">{title}</h3>
      <pre className="overflow-x-auto rounded-sm bg-sunken p-3 text-xs whitespace-pre-wrap">{sql}</pre>
      {parameters.length === 0 ? null : (
        <p className="text-sm text-faint">{t('parameters', { values: parameters.join(', ') })}</p>
      )}
      {rows === null ? (
        <p className="text-sm text-faint">{t('rowsGone')}</p>
      ) : (
        <>
          {isCut ? <p className="text-sm text-faint">{t('rowsCut', { count: rows.length })}</p> : null}
          <div className="max-h-72 overflow-y-auto">
            <Table label={title}>
              <thead>
                <tr>
                  {query.columns.map((column, index) => (
                    <TableHead key={index}>{column}</TableHead>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <TableRow key={index}>
                    {row.map((cell, column) => (
                      <TableCell key={column} className="tabular-nums">
                        {cell ?? '—'}
                      </TableCell>
                    ))}
                  </TableRow>
                ))}
              </tbody>
            </Table>
          </div>
        </>
      )}
    </section>
  );
}
