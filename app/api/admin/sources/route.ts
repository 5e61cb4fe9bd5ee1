import { defineRoute } from '@/lib/http/define-route';
import { sourceInputSchema, sourceSchema, sourcesSchema } from '@/lib/sources/contracts';
import { createSource, listSources } from '@/lib/sources/save-source';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'All data sources',
  response: sourcesSchema,
  handler: async ({ principal }) => ({ sources: await listSources(principal) }),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Add a data source whose account can only read',
  body: sourceInputSchema,
  bodySize: 'form',
  response: sourceSchema,
  status: 201,
  handler: ({ principal, body }) => createSource(principal, body),
});
