import { engineReportSchema } from '@/lib/engine/contracts';
import { testEngineAgain } from '@/lib/engine/current-engine';
import { engineParamsSchema } from '@/lib/engines/contracts';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Run the self-test of an engine again',
  params: engineParamsSchema,
  response: engineReportSchema,
  rateClass: 'engine-test',
  handler: ({ params }) => testEngineAgain(params.engineId),
});
