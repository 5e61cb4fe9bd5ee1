import { listModels } from '@/lib/gateway/list-models';
import { modelsSchema } from '@/lib/gateway/openai-contracts';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const GET = defineProgramRoute({
  summary: 'The models that the key may use',
  response: modelsSchema,
  handler: ({ key }) => Promise.resolve({ object: 'list', data: listModels(key) }),
});
