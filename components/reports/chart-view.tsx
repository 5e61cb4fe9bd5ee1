'use client';
import { useTranslations } from 'use-intl/react';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { formatValue } from '@/lib/analysis/format-value';
import type { ContentBlock } from '@/lib/analysis/result-contracts';

/** A chart as the server drew it, for light and dark, with its numbers as a table beneath. */
export function ChartView({
  block,
  index,
  runId,
  language,
}: {
  readonly block: Extract<ContentBlock, { kind: 'chart' }>;
  readonly index: number;
  readonly runId: string;
  readonly language: 'zh' | 'en';
}) {
  const t = useTranslations('reports');
  const address = (theme: 'light' | 'dark'): string => `/api/report-runs/${runId}/chart?block=${index}&theme=${theme}`;
  const { heading, categories, series, unit, decimals } = block;
  return (
    <figure className="grid gap-2">
      <figcaption className="text-lg font-semibold">{heading}</figcaption>
      {(['light', 'dark'] as const).map((theme) => (
        // eslint-disable-next-line @next/next/no-img-element -- an SVG of our own route: there is nothing to optimise
        <img
          key={theme}
          src={address(theme)}
          alt=""
          width={960}
          height={360}
          loading="lazy"
          className={`h-auto w-full rounded-md border border-line only-${theme}`}
        />
      ))}
      <details className="text-sm">
        <summary className="cursor-pointer text-muted">{t('chart.asTable')}</summary>
        <div className="mt-2">
          <Table label={heading}>
            <thead>
              <tr>
                <TableHead>{t('table.subject')}</TableHead>
                {series.map(({ label }) => (
                  <TableHead key={label} className="text-right">
                    {label}
                  </TableHead>
                ))}
              </tr>
            </thead>
            <tbody>
              {categories.map((category, place) => (
                <TableRow key={category}>
                  <TableCell>{category}</TableCell>
                  {series.map(({ label, values }) => {
                    const value = values[place] ?? null;
                    return (
                      <TableCell key={label} className="text-right tabular-nums">
                        {value === null ? '—' : formatValue(value, { unit, kind: 'value', decimals, language })}
                      </TableCell>
                    );
                  })}
                </TableRow>
              ))}
            </tbody>
          </Table>
        </div>
      </details>
    </figure>
  );
}
