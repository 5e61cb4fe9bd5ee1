import { Decimal } from 'decimal.js';
import type { Figure, FigureKind } from '@/lib/analysis/result-contracts';

/** Whether 100 means that a target is reached. */
export function isTargetPercent(kind: FigureKind): boolean {
  return kind === 'target_percent' || kind === 'month_target_percent';
}

/**
 * Which way a figure points, for words beside it: a change its own way, a target that is reached up, a contribution the
 * way its member moved. Null: no way at all.
 */
export function figureDirection(figure: Figure, figures: Readonly<Record<string, Figure>>): Figure['direction'] {
  const { kind, value, direction, id } = figure;
  if (direction !== null || value === null) return direction;
  if (isTargetPercent(kind)) return new Decimal(value).gte(100) ? 'up' : 'down';
  if (kind !== 'contribution_percent') return null;
  return figures[id.replace(/contribution_percent$/, 'previous_week_amount')]?.direction ?? null;
}
