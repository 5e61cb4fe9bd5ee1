import { defineRoute } from '@/lib/http/define-route';
import { regenerate } from '@/lib/runs/answer-again';
import { regenerateSchema } from '@/lib/runs/contracts';
import { runResponse } from '@/lib/runs/run-response';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Ask for another version of an answer',
  body: regenerateSchema,
  response: 'stream',
  handler: async ({ principal, body }) =>
    runResponse(principal, await regenerate(principal, body.messageId, body.mode, body.engine)),
});
