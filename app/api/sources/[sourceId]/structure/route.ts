import { defineRoute } from '@/lib/http/define-route';
import { sourceParamsSchema, structureSchema } from '@/lib/sources/contracts';
import { requireSource } from '@/lib/sources/require-source';
import { readStructure } from '@/lib/sources/test-source';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The tables and columns of a data source that its account may read',
  params: sourceParamsSchema,
  response: structureSchema,
  handler: async ({ principal, params }) => {
    await requireSource(principal, params.sourceId);
    return readStructure(params.sourceId);
  },
});
