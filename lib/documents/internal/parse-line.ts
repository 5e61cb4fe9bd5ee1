import 'server-only';
import type { z } from 'zod';

/** Undefined for a line that is none of ours: the process is not trusted and has ended or will be ended. */
export function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): z.output<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // A process that was killed leaves half a line.
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
