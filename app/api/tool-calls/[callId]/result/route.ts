import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { getCallResult } from '@/lib/tool-calls/get-call-result';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The whole result of my call, as a file',
  params: z.object({ callId: z.uuid() }),
  response: 'stream',
  handler: async ({ principal, params }) => {
    const { text, type, toolName } = await getCallResult(principal, params.callId);
    return new Response(text, {
      headers: {
        // Never text/html: what a tool returned is not ours to run.
        'content-type': type === 'json' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${toolName.replace(/[^\w-]/g, '_')}.${type === 'json' ? 'json' : 'txt'}"`,
        'cache-control': 'no-store',
      },
    });
  },
});
