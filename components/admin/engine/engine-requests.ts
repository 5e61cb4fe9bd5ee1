import { apiFetch } from '@/components/lib/api-client';
import { engineReportSchema, type EngineAdmission, type EngineReport, type SelfTest } from '@/lib/engine/contracts';
import {
  engineSchema,
  enginesSchema,
  engineTestSchema,
  type EngineDto,
  type EngineInput,
} from '@/lib/engines/contracts';

/** Query key of the engines; with an id: of one engine's report. */
export const ENGINES = 'engines';
const PATH = '/api/admin/engines';

export async function requestEngines(signal: AbortSignal): Promise<readonly EngineDto[]> {
  return (await apiFetch(PATH, { signal, schema: enginesSchema })).engines;
}

export function requestEngineReport(engineId: string, signal: AbortSignal): Promise<EngineReport> {
  return apiFetch(`${PATH}/${engineId}`, { signal, schema: engineReportSchema });
}

export async function requestEngineTest(body: EngineInput): Promise<SelfTest> {
  return (await apiFetch(`${PATH}/test`, { method: 'POST', body, schema: engineTestSchema })).selfTest;
}

export function requestTestAgain(engineId: string): Promise<EngineReport> {
  return apiFetch(`${PATH}/${engineId}/test`, { method: 'POST', schema: engineReportSchema });
}

export function requestSaveEngine(known: EngineDto | null, engine: EngineInput): Promise<EngineDto> {
  return known === null
    ? apiFetch(PATH, { method: 'POST', body: engine, schema: engineSchema })
    : apiFetch(`${PATH}/${known.id}`, {
        method: 'PUT',
        body: { version: known.version, engine },
        schema: engineSchema,
      });
}

export function requestSetAdmission(engineId: string, admission: EngineAdmission): Promise<EngineDto> {
  return apiFetch(`${PATH}/${engineId}`, { method: 'PATCH', body: { admission }, schema: engineSchema });
}

export function requestDeleteEngine(engineId: string): Promise<unknown> {
  return apiFetch(`${PATH}/${engineId}`, { method: 'DELETE' });
}
