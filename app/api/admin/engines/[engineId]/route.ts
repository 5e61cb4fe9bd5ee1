import { engineReportSchema } from '@/lib/engine/contracts';
import { getEngineReport } from '@/lib/engine/current-engine';
import { changeEngine, deleteEngine, setAdmission } from '@/lib/engines/change-engine';
import { changeEngineSchema, engineParamsSchema, engineSchema, setAdmissionSchema } from '@/lib/engines/contracts';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'An engine as this process knows it, with its last self-test',
  params: engineParamsSchema,
  response: engineReportSchema,
  handler: ({ params }) => Promise.resolve(getEngineReport(params.engineId)),
});

export const PUT = defineRoute({
  auth: 'admin',
  summary: 'Change an engine; it has to pass the self-test again',
  params: engineParamsSchema,
  body: changeEngineSchema,
  bodySize: 'form',
  response: engineSchema,
  rateClass: 'engine-test',
  handler: ({ principal, params, body }) => changeEngine(principal, params.engineId, body),
});

export const PATCH = defineRoute({
  auth: 'admin',
  summary: 'Open, drain or pause an engine; what runs on it goes on',
  params: engineParamsSchema,
  body: setAdmissionSchema,
  response: engineSchema,
  handler: ({ principal, params, body }) => setAdmission(principal, params.engineId, body.admission),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Remove an engine that nobody needs any more',
  params: engineParamsSchema,
  response: 'empty',
  handler: ({ principal, params }) => deleteEngine(principal, params.engineId),
});
