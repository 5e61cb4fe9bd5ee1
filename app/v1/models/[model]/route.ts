import { z } from 'zod';
import { requireModel } from '@/lib/gateway/list-models';
import { modelSchema } from '@/lib/gateway/openai-contracts';
import { defineProgramRoute } from '@/lib/http/define-program-route';

export const GET = defineProgramRoute({
  summary: 'One model that the key may use',
  params: z.object({ model: z.string() }),
  response: modelSchema,
  handler: ({ key, params }) => Promise.resolve(requireModel(key, params.model)),
});
