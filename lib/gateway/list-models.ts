import 'server-only';
import { getEngine } from '@/lib/engine/current-engine';
import { AppError } from '@/lib/errors/app-error';
import type { KeyRights } from '@/lib/gateway/authenticate-key';
import type { ModelDto } from '@/lib/gateway/openai-contracts';

/** The engine does not say when its model was made. */
const CREATED = 0;
/** Stands for the model that the engine has now, for programs that should survive a change of the model. */
const ANY_MODEL = 'default';

/** The models that a key may use. */
export function listModels({ models }: KeyRights): ModelDto[] {
  const { model, contextTokens } = getEngine();
  if (models.length > 0 && !models.includes(model)) return [];
  return [{ id: model, object: 'model', created: CREATED, owned_by: 'yika', max_model_len: contextTokens }];
}

/** The model of that name. @throws AppError `model-not-found` */
export function requireModel(key: KeyRights, name: string): ModelDto {
  const models = listModels(key);
  const found = models.find(({ id }) => id === name || name === ANY_MODEL);
  if (found !== undefined) return found;
  const detail =
    models.length === 0
      ? 'This key may use no model that the engine has'
      : `There is no model ${JSON.stringify(name.slice(0, 100))}; this key may use: ${models.map(({ id }) => id).join(', ')}`;
  throw new AppError({ kind: 'not-found', code: 'model-not-found', detail, values: { field: 'model' } });
}
