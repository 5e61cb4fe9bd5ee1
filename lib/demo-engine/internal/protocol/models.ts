import type { EngineContext } from '@/lib/demo-engine/internal/protocol/engine-context';
import { findDialect } from '@/lib/demo-engine/internal/protocol/dialect';

/** Body of `GET /v1/models`; Ollama and MLC-LLM do not report the context length, llama.cpp reports it in `meta`. */
export function modelList(context: EngineContext): unknown {
  const dialect = findDialect(context.settings);
  const { model, maxModelLen } = context.settings;
  const created = Math.floor(context.today().getTime() / 1_000);
  const entry = { id: model, object: 'model', created, owned_by: dialect.ownedBy };
  switch (dialect.name) {
    case 'vllm':
    case 'vllm-old':
      return {
        object: 'list',
        data: [{ ...entry, root: model, parent: null, max_model_len: maxModelLen, permission: [] }],
      };
    case 'sglang':
      return { object: 'list', data: [{ ...entry, root: model, max_model_len: maxModelLen }] };
    case 'llamacpp':
      return {
        object: 'list',
        data: [
          { ...entry, meta: { vocab_type: 2, n_ctx_train: maxModelLen, n_embd: 5_120, n_params: 14_768_307_200 } },
        ],
      };
    case 'ollama':
    case 'mlc':
      return { object: 'list', data: [entry] };
  }
}
