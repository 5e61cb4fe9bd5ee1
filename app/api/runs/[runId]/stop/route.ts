import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { stopRun } from '@/lib/runs/stop-run';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Stop a run, queued or running, from anywhere; the text so far is kept',
  params: z.object({ runId: z.uuid() }),
  response: 'empty',
  handler: ({ principal, params }) => stopRun(principal, params.runId),
});
