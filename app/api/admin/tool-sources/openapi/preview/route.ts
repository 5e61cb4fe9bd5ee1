import { defineRoute } from '@/lib/http/define-route';
import { openApiPreviewSchema, previewOpenApiSchema } from '@/lib/tools/openapi-contracts';
import { previewOpenApi } from '@/lib/tools/preview-openapi';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'What an OpenAPI document offers as tools; stores nothing',
  body: previewOpenApiSchema,
  bodySize: 'document',
  response: openApiPreviewSchema,
  rateClass: 'tool-source',
  handler: ({ principal, body, request }) => previewOpenApi(principal, body, request.signal),
});
