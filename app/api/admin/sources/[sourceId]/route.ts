import { defineRoute } from '@/lib/http/define-route';
import { changeSourceSchema, sourceParamsSchema, sourceSchema } from '@/lib/sources/contracts';
import { changeSource, deleteSource } from '@/lib/sources/save-source';

export const PUT = defineRoute({
  auth: 'admin',
  summary: 'Change a data source',
  params: sourceParamsSchema,
  body: changeSourceSchema,
  bodySize: 'form',
  response: sourceSchema,
  handler: ({ principal, params, body }) => changeSource(principal, params.sourceId, body),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Remove a data source that no report reads',
  params: sourceParamsSchema,
  response: 'empty',
  handler: ({ principal, params }) => deleteSource(principal, params.sourceId),
});
