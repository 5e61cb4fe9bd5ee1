import 'server-only';
import type { z } from 'zod';
import { storableText } from '@/lib/db/storable-text';
import { AppError } from '@/lib/errors/app-error';

/** The fields of a request's query, as the database can store them. */
export function queryOf(request: Request): Record<string, string> {
  return Object.fromEntries([...new URL(request.url).searchParams].map(([name, value]) => [name, storableText(value)]));
}

/** What a schema makes of a part of a request. @throws AppError `invalid-request` with the `field` */
export function parseInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new AppError({
    kind: 'invalid',
    code: 'invalid-request',
    detail: `${field}: ${issue?.message ?? 'invalid'}`,
    values: { field },
  });
}
