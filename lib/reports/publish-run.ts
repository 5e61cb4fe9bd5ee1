import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { notFound } from '@/lib/errors/app-error';
import { drawChart, type ChartTheme } from '@/lib/publishing/draw-chart';
import { toMarkdown } from '@/lib/publishing/to-markdown';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import type { ReportFormat } from '@/lib/reports/contracts';
import { openRunContent } from '@/lib/reports/get-run';
import { findContent } from '@/lib/reports/internal/runs-repository';
import { requireRun } from '@/lib/reports/internal/report-access';
import { contentDisposition } from '@/lib/text/content-disposition';

const TYPES: Readonly<Record<ReportFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
};

/** A chart of a run as SVG. @throws AppError `not-found` */
export async function chartResponse(
  principal: Principal,
  runId: string,
  { block, theme }: { readonly block: number; readonly theme: ChartTheme },
): Promise<Response> {
  await requireRun(principal, runId);
  const content = await findContent(runId);
  const chart = content?.blocks[block];
  if (content === null || chart?.kind !== 'chart') throw notFound('chart');
  const svg = drawChart(chart, { theme, language: content.language });
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'private, max-age=3600' } });
}

/** A run as a file, named for its report and day; audited. @throws AppError `not-found` */
export async function fileResponse(principal: Principal, runId: string, format: ReportFormat): Promise<Response> {
  const content = await openRunContent(principal, runId, format);
  const name = `${content.title} ${content.day}.${format}`;
  const headers = { 'content-type': TYPES[format], 'content-disposition': contentDisposition(name) };
  return new Response(await bytesOf(content, format), { headers });
}

/** The writers of office files are loaded when somebody asks for one. */
async function bytesOf(content: ReportContent, format: ReportFormat): Promise<BodyInit> {
  if (format === 'md') return toMarkdown(content);
  if (format === 'xlsx')
    return new Uint8Array(await (await import('@/lib/publishing/to-workbook')).toWorkbook(content));
  return new Uint8Array(await (await import('@/lib/publishing/to-word')).toWord(content));
}
