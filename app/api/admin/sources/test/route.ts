import { defineRoute } from '@/lib/http/define-route';
import { sourceInputSchema, sourceTestSchema } from '@/lib/sources/contracts';
import { testSource } from '@/lib/sources/test-source';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Connect to a data source and say what was found; nothing is stored',
  body: sourceInputSchema,
  bodySize: 'form',
  response: sourceTestSchema,
  handler: ({ body }) => testSource(body),
});
