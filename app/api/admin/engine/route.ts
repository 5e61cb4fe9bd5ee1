import { engineReportSchema } from '@/lib/engine/contracts';
import { getEngineReport, testEngineAgain } from '@/lib/engine/current-engine';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'The engine as this process knows it, with its last self-test',
  response: engineReportSchema,
  handler: () => Promise.resolve(getEngineReport()),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Run the self-test of the engine again',
  response: engineReportSchema,
  rateClass: 'engine-test',
  handler: testEngineAgain,
});
