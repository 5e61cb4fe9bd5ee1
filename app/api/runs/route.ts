import { defineRoute } from '@/lib/http/define-route';
import { ask } from '@/lib/runs/ask';
import { askSchema } from '@/lib/runs/contracts';
import { runResponse } from '@/lib/runs/run-response';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Ask a question; the answer streams, and goes on without its reader',
  body: askSchema,
  bodySize: 'document',
  response: 'stream',
  handler: async ({ principal, body }) => runResponse(principal, await ask(principal, body)),
});
