import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';

/** The place where a page of calls begins: a time, and an id among the calls of that time. */
export interface CallPlace {
  readonly createdAt: Date;
  readonly id: string;
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** The cursor of a page that begins after this call. */
export function writeCursor({ createdAt, id }: CallPlace): string {
  return `${createdAt.toISOString()}_${id}`;
}

/** @throws AppError `invalid-request` for a cursor of another kind */
export function readCursor(cursor: string): CallPlace {
  const parsed = cursorSchema.safeParse(cursor.split('_'));
  if (!parsed.success)
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'cursor', values: { field: 'cursor' } });
  return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] };
}
