import { defineRoute } from '@/lib/http/define-route';
import { continueAnswer } from '@/lib/runs/answer-again';
import { continueSchema } from '@/lib/runs/contracts';
import { runResponse } from '@/lib/runs/run-response';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Go on with an answer that was stopped or cut off: the same message grows',
  body: continueSchema,
  response: 'stream',
  handler: async ({ principal, body }) => runResponse(principal, await continueAnswer(principal, body.messageId)),
});
