import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { parseEventId } from '@/lib/runs/follow-run';
import { runResponse } from '@/lib/runs/run-response';

export const GET = defineRoute({
  auth: 'person',
  summary: "Follow a run from a place on (`after` or Last-Event-ID: an event's id), also after it ended",
  params: z.object({ runId: z.uuid() }),
  query: z.object({ after: z.string().optional() }),
  response: 'stream',
  handler: async ({ principal, params, query, request }) =>
    runResponse(principal, params.runId, parseEventId(query.after ?? request.headers.get('last-event-id'))),
});
