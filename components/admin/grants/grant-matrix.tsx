'use client';
import { useMemo, useRef, useState } from 'react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { EffectMark } from '@/components/admin/grants/effect-mark';
import { EffectiveAnswer } from '@/components/admin/grants/effective-answer';
import { CELL_EFFECTS, GrantMenu, type CellEffect } from '@/components/admin/grants/grant-menu';
import {
  cellKey,
  hasLimits,
  indexGrants,
  nextPlace,
  subjectsOf,
  type MatrixTool,
  type Place,
  type Subject,
} from '@/components/admin/grants/matrix-cells';
import { Badge } from '@/components/ui/badge';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';
import { Sideways } from '@/components/ui/sideways';
import { roleSchema } from '@/lib/auth/contracts';
import type { GrantDto, GrantMatrix as GrantMatrixData } from '@/lib/grants/contracts';

export interface Cell {
  readonly tool: MatrixTool;
  readonly subject: Subject;
  readonly grant: GrantDto | undefined;
}

export interface GrantMatrixProps {
  readonly matrix: GrantMatrixData;
  /** The shown tools. */
  readonly tools: readonly MatrixTool[];
  /** `cellKey` of the cells that are being saved. */
  readonly busyCells: ReadonlySet<string>;
  readonly onSet: (cell: Cell, effect: CellEffect) => void;
  readonly onLimits: (cell: Cell) => void;
}

/** Keys that set a cell directly: 1 allow, 2 ask, 3 deny, 0 or Delete remove the grant. */
const EFFECT_KEYS: Readonly<Record<string, CellEffect>> = {
  1: CELL_EFFECTS[0],
  2: CELL_EFFECTS[1],
  3: CELL_EFFECTS[2],
  0: CELL_EFFECTS[3],
  Delete: CELL_EFFECTS[3],
  Backspace: CELL_EFFECTS[3],
};

/**
 * The grants of tools to roles, groups and a person. One Tab stop: arrow keys move, Enter opens the choices, digits set
 * a cell.
 */
export function GrantMatrix({ matrix, tools, busyCells, onSet, onLimits }: GrantMatrixProps) {
  const t = useTranslations('governance.grants');
  const roles = useTranslations('common.role');
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [open, setOpen] = useState<{ readonly cell: Cell; readonly anchor: MenuAnchor } | null>(null);
  const subjects = useMemo(() => subjectsOf(matrix), [matrix]);
  const grants = useMemo(() => indexGrants(matrix.grants), [matrix.grants]);
  const effective = useMemo(
    () => new Map(matrix.person?.effective.map((answer) => [answer.toolId, answer])),
    [matrix.person],
  );
  const nameOf = ({ kind, id, name }: Subject) => (kind === 'role' ? roles(roleSchema.parse(id)) : name);
  const focus = (next: Place) => {
    setPlace(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row} ${next.column}"]`)?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent, cell: Cell, at: Place) => {
    const next = nextPlace(event.key, at, tools.length, subjects.length);
    const effect = EFFECT_KEYS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (next === null && effect === undefined)) return;
    event.preventDefault();
    if (next !== null) focus(next);
    else if (effect !== undefined) onSet(cell, effect);
  };
  // After a search the current cell may be beyond the last row.
  const current: Place = {
    row: Math.min(place.row, tools.length - 1),
    column: Math.min(place.column, subjects.length - 1),
  };
  return (
    <>
      <Sideways isStartFixed className="rounded-md border border-line">
        <table ref={table} role="grid" aria-label={t('title')} className="w-full border-collapse text-left text-sm">
          <thead>
            <tr className="bg-sunken text-muted [&>th]:border-b [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col" className="sticky left-0 z-10 min-w-44 bg-sunken max-sm:min-w-32">
                {t('tool')}
              </th>
              {matrix.person === null ? null : <th scope="col">{t('effective', { name: matrix.person.name })}</th>}
              {subjects.map((subject) => (
                <th key={`${subject.kind} ${subject.id}`} scope="col" className="text-center whitespace-nowrap">
                  {nameOf(subject)}
                  <span className="block text-xs font-normal text-faint">{t(`subjects.${subject.kind}`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tools.map((tool, row) => {
              const answer = effective.get(tool.id);
              return (
                <tr key={tool.id} className="[tbody>&:not(:last-child)>*]:border-b">
                  <th scope="row" className="sticky left-0 z-10 bg-surface px-3 py-2 font-normal">
                    <Link
                      href={`/admin/tools/${tool.id}`}
                      prefetch={false}
                      className="font-medium underline-offset-2 hover:underline"
                    >
                      {tool.title}
                    </Link>
                    <ToolFacts tool={tool} />
                  </th>
                  {matrix.person === null ? null : (
                    <td className="min-w-36 px-3 py-2">
                      {answer === undefined ? null : <EffectiveAnswer effective={answer} grants={matrix.grants} />}
                    </td>
                  )}
                  {subjects.map((subject, column) => {
                    const cell: Cell = { tool, subject, grant: grants.get(cellKey(tool.id, subject)) };
                    const at = { row, column };
                    const isBusy = busyCells.has(cellKey(tool.id, subject));
                    return (
                      <td key={`${subject.kind} ${subject.id}`} className="p-1 text-center">
                        <button
                          type="button"
                          data-place={`${row} ${column}`}
                          tabIndex={row === current.row && column === current.column ? 0 : -1}
                          aria-haspopup="menu"
                          aria-busy={isBusy || undefined}
                          aria-label={t('cell', {
                            tool: tool.title,
                            subject: nameOf(subject),
                            effect: t(`effects.${cell.grant?.effect ?? 'none'}`),
                            limits: cell.grant !== undefined && hasLimits(cell.grant.limits) ? 'yes' : 'no',
                          })}
                          onFocus={() => setPlace(at)}
                          onKeyDown={(event) => onKeyDown(event, cell, at)}
                          onClick={(event) => setOpen({ cell, anchor: anchorAt(event.currentTarget) })}
                          className="touch-target min-h-9 w-full min-w-18 rounded-sm px-2 transition-colors hover:bg-hover aria-busy:opacity-50"
                        >
                          <EffectMark
                            effect={cell.grant?.effect ?? null}
                            limited={cell.grant !== undefined && hasLimits(cell.grant.limits)}
                          />
                        </button>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
      {open === null ? null : (
        <GrantMenu
          anchor={open.anchor}
          label={`${open.cell.tool.title} · ${nameOf(open.cell.subject)}`}
          value={open.cell.grant?.effect ?? 'none'}
          onChoose={(effect) => onSet(open.cell, effect)}
          onLimits={() => onLimits(open.cell)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function ToolFacts({ tool }: { readonly tool: MatrixTool }) {
  const t = useTranslations('governance.grants');
  const effects = useTranslations('tools.effect');
  return (
    <span className="mt-0.5 flex flex-wrap gap-1">
      {tool.effect === 'change' ? <Badge tone="approval">{effects('change')}</Badge> : null}
      {tool.quarantined ? <Badge tone="danger">{t('quarantined')}</Badge> : null}
      {tool.enabled ? null : <Badge>{t('off')}</Badge>}
    </span>
  );
}
