import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';

/** The last row of a page: rows after it are older, or as old with a smaller id. */
export interface ListCursor {
  readonly activeAt: Date;
  readonly id: string;
}

const cursorSchema = z.templateLiteral([z.int(), '.', z.uuid()]);

/** Milliseconds and id; the column keeps milliseconds, so nothing is lost. */
export function writeCursor({ activeAt, id }: ListCursor): string {
  return `${activeAt.getTime()}.${id}`;
}

/** @throws AppError invalid when it is not one of ours. */
export function readCursor(cursor: string): ListCursor {
  const [time = '', id = ''] = cursor.split('.');
  const activeAt = new Date(Number(time));
  if (!cursorSchema.safeParse(cursor).success || Number.isNaN(activeAt.getTime())) {
    throw new AppError({
      kind: 'invalid',
      code: 'invalid-request',
      detail: 'cursor: not a cursor of this list',
      values: { field: 'cursor' },
    });
  }
  return { activeAt, id };
}
