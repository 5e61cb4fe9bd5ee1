import { engineRoot } from '@/lib/engine/engine-root';
import { engineLocationSchema } from '@/lib/engine/contracts';
import { findEngineRows, type EngineRow } from '@/lib/engine/internal/engine-repository';
import { defaultSettings, type EngineSettings } from '@/lib/engine/internal/engine-settings';
import { isAppError } from '@/lib/errors/app-error';

/** Opens the secret that holds an engine's key, for its address. @throws AppError when it cannot be read */
export type OpenKey = (secretName: string, url: URL) => Promise<string>;

/** Every engine as it is configured now, the default one first. */
export async function loadEngineSettings(openKey: OpenKey): Promise<EngineSettings[]> {
  const rows = await findEngineRows();
  return [defaultSettings(), ...(await Promise.all(rows.map((row) => settingsOf(row, openKey))))];
}

async function settingsOf(row: EngineRow, openKey: OpenKey): Promise<EngineSettings> {
  return {
    id: row.id,
    pool: row.pool,
    label: row.label,
    root: engineRoot(row.baseUrl),
    ...(await keyOf(row, openKey)),
    model: row.wantedModel ?? undefined,
    capacity: {
      maxConcurrent: row.wantedSlots ?? undefined,
      kvTokens: row.wantedKvTokens ?? undefined,
      contextTokens: row.wantedContextTokens ?? undefined,
    },
    location: engineLocationSchema.parse(row.location),
    allowsTools: row.allowsTools,
  };
}

/** A key that cannot be read makes the engine unusable, and nothing else. */
async function keyOf(
  { secretName, baseUrl }: Pick<EngineRow, 'secretName' | 'baseUrl'>,
  openKey: OpenKey,
): Promise<Pick<EngineSettings, 'apiKey' | 'keyError'>> {
  if (secretName === null) return { apiKey: null, keyError: null };
  try {
    return { apiKey: await openKey(secretName, new URL(baseUrl)), keyError: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { apiKey: null, keyError: `${secretName}: ${error.detail}` };
  }
}
