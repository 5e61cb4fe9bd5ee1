import { z } from 'zod';
import { revokeSession } from '@/lib/auth/revoke-session';
import { defineRoute } from '@/lib/http/define-route';

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'End one of my sessions',
  params: z.object({ sessionId: z.uuid() }),
  response: 'empty',
  handler: async ({ principal, params }) => {
    await revokeSession(principal, params.sessionId);
    return undefined;
  },
});
