import { defineRoute } from '@/lib/http/define-route';
import { usableToolsSchema } from '@/lib/tools/contracts';
import { getRequestPreferences } from '@/lib/i18n/request-preferences';
import { listUsableTools } from '@/lib/grants/list-usable-tools';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Tools I may use: my pinned ones first, then by name',
  response: usableToolsSchema,
  handler: async ({ principal }) => ({
    tools: await listUsableTools(principal, (await getRequestPreferences()).locale),
  }),
});
