import 'server-only';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { DeliveryDto, FigureOrigin, ReportRunDto } from '@/lib/reports/contracts';
import { findDeliveries, type DeliveryRow } from '@/lib/reports/internal/deliveries-repository';
import { requireRun } from '@/lib/reports/internal/report-access';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { findNames } from '@/lib/reports/internal/reports-repository';
import {
  findContent,
  findDifferentRun,
  findRows,
  toRunSummary,
  type RunRow,
} from '@/lib/reports/internal/runs-repository';

/** Rows of a query that a figure's page shows. */
const ROWS_SHOWN = 500;

/** A run with its content. @throws AppError `not-found` */
export async function getRun(principal: Principal, runId: string): Promise<ReportRunDto> {
  const { run, rights } = await requireRun(principal, runId);
  const [content, differsFrom, deliveries, names] = await Promise.all([
    findContent(runId),
    rights.mayDecide ? differenceOf(run) : null,
    rights.mayDecide ? listDeliveries(runId) : [],
    findNames(run.decidedBy === null ? [] : [run.decidedBy]),
  ]);
  const decidedBy = run.decidedBy === null ? null : (names.get(run.decidedBy) ?? null);
  const shown = content === null || rights.mayDecide ? content : withoutRefused(content);
  return { ...toRunSummary(run), ...rights, content: shown, decidedBy, differsFrom, deliveries };
}

/** What the model wrote and was refused is for who decides: it may hold wrong numbers. */
function withoutRefused(content: ReportContent): ReportContent {
  const blocks = content.blocks.map((block) => (block.kind === 'words' ? { ...block, refused: [] } : block));
  return { ...content, blocks };
}

/** A run's content, for a file of it or a conversation about it; audited. @throws AppError `not-found` */
export async function openRunContent(principal: Principal, runId: string, use: string): Promise<ReportContent> {
  const { run } = await requireRun(principal, runId);
  const content = await findContent(run.id);
  if (content === null) throw notFound('report run');
  const event = reportEvent('report.opened', principal, { kind: 'report_run', id: runId }, { use });
  await withTransaction((sql) => recordEvents(sql, [event]));
  return content;
}

/** Where a figure comes from: its queries with their rows. @throws AppError `not-found` */
export async function getFigureOrigin(principal: Principal, runId: string, figureId: string): Promise<FigureOrigin> {
  await requireRun(principal, runId);
  const content = await findContent(runId);
  const figure = content?.figures[figureId];
  if (content === null || figure === undefined) throw notFound('figure');
  const queries = content.queries.filter(({ id }) => figure.queries.includes(id));
  return {
    figure,
    queries: await Promise.all(
      queries.map(async (query) => {
        const stored = await findRows(runId, query.id);
        const rows = stored?.rows.slice(0, ROWS_SHOWN) ?? null;
        return { ...query, rows, isCut: (stored?.rows.length ?? 0) > ROWS_SHOWN };
      }),
    ),
  };
}

/** Which figures an earlier run for the same day had otherwise. */
async function differenceOf(run: RunRow): Promise<ReportRunDto['differsFrom']> {
  const other = await findDifferentRun(run);
  if (other === null) return null;
  const [now, before] = await Promise.all([findContent(run.id), findContent(other.id)]);
  const ids = new Set([...Object.keys(now?.figures ?? {}), ...Object.keys(before?.figures ?? {})]);
  const figures = [...ids].filter((id) => now?.figures[id]?.value !== before?.figures[id]?.value);
  return { id: other.id, createdAt: other.createdAt.toISOString(), figures };
}

async function listDeliveries(runId: string): Promise<DeliveryDto[]> {
  const rows = await findDeliveries(runId);
  const named = rows.filter(({ receiver }) => receiver.channel === 'person' || receiver.channel === 'group');
  const names = await findNames(named.map(({ receiver }) => receiver.target));
  return rows.map((row) => ({
    id: row.id,
    channel: row.receiver.channel,
    receiver: receiverOf(row, names),
    state: row.state,
    answer: row.answer,
    attempts: row.attempts,
    settledAt: row.settledAt?.toISOString() ?? null,
  }));
}

function receiverOf({ receiver: { channel, target } }: DeliveryRow, names: ReadonlyMap<string, string>): string {
  if (channel === 'person' || channel === 'group') return names.get(target) ?? '';
  return target;
}
