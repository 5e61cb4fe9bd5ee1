import { createEngine } from '@/lib/engines/create-engine';
import { engineInputSchema, engineSchema, enginesSchema } from '@/lib/engines/contracts';
import { listEngines } from '@/lib/engines/list-engines';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'All engines as they are now: state, size, load, rates, and how they are configured',
  response: enginesSchema,
  handler: async ({ principal }) => ({ engines: await listEngines(principal) }),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Add an engine that passes the self-test',
  body: engineInputSchema,
  bodySize: 'form',
  response: engineSchema,
  status: 201,
  rateClass: 'engine-test',
  handler: ({ principal, body }) => createEngine(principal, body),
});
