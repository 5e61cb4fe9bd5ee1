import 'server-only';
import { z } from 'zod';
import { requireDatabase } from '@/lib/db/require-database';
import { getEngine } from '@/lib/engine/current-engine';
import { AppError } from '@/lib/errors/app-error';

export const healthSchema = z.object({
  status: z.literal('ok'),
  database: z.literal('up'),
  engine: z.enum(['online', 'offline', 'unknown']),
});

/** @throws AppError database-unavailable (503) when the database does not answer. */
export async function checkHealth(): Promise<z.infer<typeof healthSchema>> {
  try {
    await requireDatabase();
  } catch (error) {
    throw new AppError({
      kind: 'unavailable',
      code: 'database-unavailable',
      detail: 'The database does not answer',
      retryAfterSeconds: 3,
      cause: error,
    });
  }
  return { status: 'ok', database: 'up', engine: getEngine().state };
}
