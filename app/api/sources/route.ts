import { defineRoute } from '@/lib/http/define-route';
import { usableSourcesSchema } from '@/lib/sources/contracts';
import { listUsableSources } from '@/lib/sources/list-usable-sources';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The data sources that the person may use in reports',
  response: usableSourcesSchema,
  handler: async ({ principal }) => ({ sources: await listUsableSources(principal) }),
});
