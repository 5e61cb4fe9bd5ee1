'use client';
import { useTranslations } from 'use-intl/react';
import { ChartView } from '@/components/reports/chart-view';
import { FigureButton, type OpenFigure } from '@/components/reports/figure-button';
import { renderSentence } from '@/lib/analysis/render-sentence';
import { Notice } from '@/components/ui/notice';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { ContentBlock, ReportContent, Sentence } from '@/lib/analysis/result-contracts';

interface BlockProps {
  readonly content: ReportContent;
  readonly onFigure: OpenFigure;
}

/** A report from top to bottom: what to know about its data first, then its blocks. */
export function ReportContentView({ content, onFigure, runId }: BlockProps & { readonly runId: string }) {
  const t = useTranslations('reports');
  return (
    <div className="grid gap-8">
      {content.notices.length === 0 ? null : (
        <Notice tone="queue" role="status">
          <p className="font-medium">{t('notices')}</p>
          <ul className="mt-1 grid gap-1">
            {content.notices.map(({ code, text }) => (
              <li key={`${code}:${text}`}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {content.blocks.map((block, index) => (
        <BlockView key={index} block={block} index={index} runId={runId} content={content} onFigure={onFigure} />
      ))}
    </div>
  );
}

function BlockView({
  block,
  index,
  runId,
  ...props
}: BlockProps & { readonly block: ContentBlock; readonly index: number; readonly runId: string }) {
  switch (block.kind) {
    case 'figures':
      return <Headlines block={block} {...props} />;
    case 'words':
      return <Words block={block} {...props} />;
    case 'table':
      return <FigureTable block={block} {...props} />;
    case 'chart':
      return <ChartView block={block} index={index} runId={runId} language={props.content.language} />;
    case 'anomalies':
      return <Anomalies block={block} {...props} />;
  }
}

interface Of<Kind extends ContentBlock['kind']> {
  readonly block: Extract<ContentBlock, { kind: Kind }>;
}

function Headlines({ block, content, onFigure }: BlockProps & Of<'figures'>) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-3">
      {block.figures.map(([first = '', ...others]) => {
        const figure = content.figures[first];
        return figure === undefined ? null : (
          <section key={first} className="rounded-md border border-line p-4">
            <h2 className="text-sm text-muted">{figure.label}</h2>
            <p className="mt-1 text-2xl font-semibold">
              <FigureButton figure={figure} onOpen={onFigure} />
            </p>
            <dl className="mt-2 grid gap-1 text-sm">
              {others.map((id) => {
                const other = content.figures[id];
                return other === undefined ? null : (
                  <div key={id} className="flex flex-wrap justify-between gap-x-3">
                    <dt className="text-faint">{other.label.replace(figure.label, '')}</dt>
                    <dd>
                      <FigureButton figure={other} onOpen={onFigure} />
                    </dd>
                  </div>
                );
              })}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

function Words({ block, content, onFigure }: BlockProps & Of<'words'>) {
  const t = useTranslations('reports.words');
  const isPlain = block.sentences.length > 0 && block.sentences.every(({ origin }) => origin === 'code');
  return (
    <section className="grid max-w-measure gap-2">
      <h2 className="text-lg font-semibold">{block.heading}</h2>
      {block.opinion ? <p className="text-sm text-approval">{t('opinion')}</p> : null}
      {block.sentences.length === 0 ? <p className="text-faint">{t('pending')}</p> : null}
      <p className="leading-relaxed">
        {block.sentences.map((sentence, index) => (
          <SentenceView key={index} sentence={sentence} content={content} onFigure={onFigure} />
        ))}
      </p>
      {isPlain ? <p className="text-sm text-faint">{t('plain')}</p> : null}
      {block.refused.length === 0 ? null : (
        <p className="text-sm text-faint">{t('refused', { count: block.refused.length })}</p>
      )}
    </section>
  );
}

function SentenceView({ sentence, content, onFigure }: BlockProps & { readonly sentence: Sentence }) {
  return (
    <span>
      {renderSentence(sentence, content.figures, content.language).map(({ text, figure }, index) => {
        const known = figure === null ? undefined : content.figures[figure];
        return known === undefined ? (
          <span key={index}>{text}</span>
        ) : (
          <FigureButton key={index} figure={known} text={text} onOpen={onFigure} />
        );
      })}
      {content.language === 'en' ? ' ' : null}
    </span>
  );
}

function FigureTable({ block, content, onFigure }: BlockProps & Of<'table'>) {
  const t = useTranslations('reports.table');
  return (
    <section className="grid gap-2">
      <h2 className="text-lg font-semibold">{block.heading}</h2>
      <Table label={block.heading}>
        <thead>
          <tr>
            <TableHead>{t('subject')}</TableHead>
            {block.columns.map(({ label, metric, kind }) => (
              <TableHead key={`${metric}.${kind}`} className="text-right">
                {label}
              </TableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map(({ subject, cells }) => (
            <TableRow key={subject.key}>
              <TableCell className="font-medium whitespace-nowrap">{subject.label}</TableCell>
              {cells.map((id, index) => {
                const figure = id === null ? undefined : content.figures[id];
                return (
                  <TableCell key={index} className="text-right whitespace-nowrap">
                    {figure === undefined ? '—' : <FigureButton figure={figure} onOpen={onFigure} />}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Anomalies({ block, content, onFigure }: BlockProps & Of<'anomalies'>) {
  const t = useTranslations('reports.anomaly');
  return (
    <section className="grid gap-3">
      <h2 className="text-lg font-semibold">{block.heading}</h2>
      {block.anomalies.length === 0 ? <p className="text-muted">{t('none')}</p> : null}
      {block.anomalies.map(({ rule, subject, figures, reason, drivers, baselineDays }) => {
        const shown = [figures.value, figures.expected, figures.deviation].flatMap((id) => content.figures[id] ?? []);
        return (
          <article key={`${rule}:${subject?.key ?? ''}`} className="rounded-md border border-line p-4">
            <h3 className="font-medium">{shown[0]?.label}</h3>
            <p className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-sm">
              {shown.map((figure, index) => (
                <span key={figure.id}>
                  <span className="text-faint">
                    {t(index === 0 ? 'value' : index === 1 ? 'expected' : 'deviation')}{' '}
                  </span>
                  <FigureButton figure={figure} onOpen={onFigure} />
                </span>
              ))}
            </p>
            {drivers.map((driver) => (
              <p key={driver.subject.key} className="mt-1 text-sm">
                {driver.subject.label}：{driver.text}
              </p>
            ))}
            <p className="mt-2 text-sm text-faint">{reason}</p>
            <p className="text-sm text-faint">{t('days', { days: baselineDays.join(', ') })}</p>
          </article>
        );
      })}
    </section>
  );
}
