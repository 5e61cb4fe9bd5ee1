import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { listUnfinishedRuns } from '@/lib/runs/list-unfinished-runs';
import { unfinishedRunsSchema } from '@/lib/runs/contracts';

export const GET = defineRoute({
  auth: 'person',
  summary: "A conversation's unfinished runs, in the order they will run",
  params: z.object({ conversationId: z.uuid() }),
  response: unfinishedRunsSchema,
  handler: ({ principal, params }) => listUnfinishedRuns(principal, params.conversationId),
});
