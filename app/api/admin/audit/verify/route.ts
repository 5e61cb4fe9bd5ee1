import { streamVerification } from '@/lib/audit/stream-verification';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Verify the whole audit log; answers lines of JSON: progress, then the report',
  response: 'stream',
  rateClass: 'audit-verify',
  handler: ({ principal, request }) =>
    Promise.resolve(
      new Response(streamVerification(principal, request.signal), {
        headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' },
      }),
    ),
});
