import { defineRoute } from '@/lib/http/define-route';
import { metricsResponse } from '@/lib/http/metrics-response';

export const GET = defineRoute({
  auth: 'public',
  summary:
    'Prometheus metrics: for admins, for the bearer of METRICS_TOKEN, or from this machine while no token is set',
  response: 'stream',
  handler: ({ principal, request }) => metricsResponse(principal, request.headers),
});
