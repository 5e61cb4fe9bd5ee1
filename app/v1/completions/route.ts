import { refuseEndpoint } from '@/lib/gateway/refuse-endpoint';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const POST = defineProgramRoute({
  summary: 'Completions of bare text: not available, refused with an error that says so',
  response: 'empty',
  handler: () => refuseEndpoint('Completions of bare text'),
});
