import { engineInputSchema, engineTestSchema } from '@/lib/engines/contracts';
import { testEngine } from '@/lib/engines/test-engine';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Run the self-test of an engine that is not saved yet',
  body: engineInputSchema,
  bodySize: 'form',
  response: engineTestSchema,
  rateClass: 'engine-test',
  handler: async ({ principal, body }) => ({ selfTest: await testEngine(principal, body) }),
});
