import { refuseEndpoint } from '@/lib/gateway/refuse-endpoint';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const POST = defineProgramRoute({
  summary: 'Embeddings: not available, refused with an error that says so',
  response: 'empty',
  handler: () => refuseEndpoint('Embeddings'),
});
