import { sessionListSchema } from '@/lib/auth/contracts';
import { listSessions } from '@/lib/auth/list-sessions';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Where I am signed in',
  response: sessionListSchema,
  handler: async ({ principal }) => ({ sessions: await listSessions(principal) }),
});
