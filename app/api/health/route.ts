import { defineRoute } from '@/lib/http/define-route';
import { checkHealth, healthSchema } from '@/lib/http/check-health';

export const GET = defineRoute({
  auth: 'public',
  summary:
    'Whether this process can serve: 200 when the database answers, else 503; a dead engine only makes people wait',
  response: healthSchema,
  rateClass: 'health',
  handler: checkHealth,
});
