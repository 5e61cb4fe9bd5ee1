import { exportEventsSchema } from '@/lib/audit/contracts';
import { exportEvents } from '@/lib/audit/export-events';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Events of the audit log as a file, CSV or JSON Lines; the export is an event itself',
  query: exportEventsSchema,
  response: 'stream',
  rateClass: 'audit-export',
  handler: async ({ principal, query, request }) => {
    const file = await exportEvents(principal, query, readRequestClient(request.headers), new Date());
    return new Response(file.content, {
      headers: {
        'content-type': file.contentType,
        'content-disposition': `attachment; filename="${file.fileName}"`,
        'cache-control': 'no-store',
      },
    });
  },
});
