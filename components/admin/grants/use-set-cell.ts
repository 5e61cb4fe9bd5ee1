'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Cell } from '@/components/admin/grants/grant-matrix';
import type { CellEffect } from '@/components/admin/grants/grant-menu';
import { GRANTS, requestRemoveGrant, requestSetGrant } from '@/components/admin/grants/grant-requests';
import { cellKey } from '@/components/admin/grants/matrix-cells';
import { useChange } from '@/components/lib/use-change';
import type { GrantDto } from '@/lib/grants/contracts';

export interface SetCell {
  /** `cellKey` of the cells that are being saved. */
  readonly busyCells: ReadonlySet<string>;
  readonly setCell: (cell: Cell, effect: CellEffect) => void;
}

/** @param grant the shown grant; if it was changed since, nothing is changed */
async function send(
  { tool, subject }: Cell,
  grant: GrantDto | undefined,
  effect: CellEffect,
): Promise<GrantDto | undefined> {
  if (effect !== 'none')
    return requestSetGrant({
      toolId: tool.id,
      subjectKind: subject.kind,
      subjectId: subject.id,
      effect,
      limits: grant?.limits ?? {},
      seen: grant?.updatedAt ?? null,
    });
  if (grant !== undefined) await requestRemoveGrant(grant);
  return undefined;
}

/**
 * Sets cells of the matrix, with one request at a time per cell. Of changes made meanwhile the last one counts; it is
 * sent after the first request, based on its result.
 */
export function useSetCell(): SetCell {
  const queryClient = useQueryClient();
  const [busyCells, setBusyCells] = useState<ReadonlySet<string>>(new Set());
  /** The last effect chosen for each busy cell. */
  const pressed = useRef(new Map<string, CellEffect | null>());
  const takePressed = (key: string): CellEffect | null => {
    const effect = pressed.current.get(key) ?? null;
    pressed.current.set(key, null);
    return effect;
  };
  const set = useChange({
    change: async ({
      key,
      cell,
      effect,
    }: {
      readonly key: string;
      readonly cell: Cell;
      readonly effect: CellEffect;
    }) => {
      let { grant } = cell;
      try {
        for (let next: CellEffect | null = effect; next !== null; next = takePressed(key)) {
          try {
            grant = await send(cell, grant, next);
          } finally {
            await queryClient.invalidateQueries({ queryKey: [GRANTS] });
          }
        }
      } finally {
        pressed.current.delete(key);
        setBusyCells((before) => new Set([...before].filter((other) => other !== key)));
      }
    },
    done: () => null,
    reload: [],
  });
  return {
    busyCells,
    setCell: (cell, effect) => {
      const key = cellKey(cell.tool.id, cell.subject);
      if (pressed.current.has(key)) {
        pressed.current.set(key, effect);
        return;
      }
      pressed.current.set(key, null);
      setBusyCells((before) => new Set([...before, key]));
      set.mutate({ key, cell, effect });
    },
  };
}
