import type { z } from 'zod';

import { EngineError } from '@/lib/demo-engine/internal/protocol/engine-error';

/**
 * A request body in its schema.
 * @throws EngineError 400 that lists what is wrong the way vLLM (pydantic) does
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const location = ['body', ...issue.path.map(String)].map((part) => "'" + part + "'").join(', ');
    return "{'type': '" + issue.code + "', 'loc': (" + location + "), 'msg': " + JSON.stringify(issue.message) + '}';
  });
  const first = parsed.error.issues[0]?.path[0];
  throw new EngineError(
    'bad-request',
    '[' + issues.join(', ') + ']',
    first === undefined ? {} : { param: String(first) },
  );
}
