import { z } from 'zod';
import { ROUTE_TABLE } from '@/app/api/openapi.json/route-table';
import { buildOpenApi } from '@/lib/http/build-openapi';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'public',
  summary: 'This API as an OpenAPI 3.1 document',
  response: z.record(z.string(), z.unknown()),
  handler: () => Promise.resolve({ ...buildOpenApi(ROUTE_TABLE) }),
});
