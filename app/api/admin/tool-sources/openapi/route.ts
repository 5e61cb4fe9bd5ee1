import { defineRoute } from '@/lib/http/define-route';
import { importedToolsSchema } from '@/lib/tools/catalogue-contracts';
import { importOpenApiSchema } from '@/lib/tools/openapi-contracts';
import { importOpenApi } from '@/lib/tools/import-openapi';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Make tools of operations of an OpenAPI document, which is read again; made disabled',
  body: importOpenApiSchema,
  bodySize: 'document',
  response: importedToolsSchema,
  status: 201,
  rateClass: 'tool-source',
  handler: ({ principal, body, request }) => importOpenApi(principal, body, new Date(), request.signal),
});
