import { defineRoute } from '@/lib/http/define-route';
import { getGrantMatrix } from '@/lib/grants/get-grant-matrix';
import { grantMatrixQuerySchema, grantMatrixSchema } from '@/lib/grants/contracts';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Tools against roles and groups, and the rules that apply to one person and why',
  query: grantMatrixQuerySchema,
  response: grantMatrixSchema,
  handler: ({ principal, query }) => getGrantMatrix(principal, query),
});
