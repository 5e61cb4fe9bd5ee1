import type { DemoEngineDialect } from '@/lib/config/demo-engine-config';

export type EngineErrorKind =
  | 'bad-request'
  | 'context-overflow'
  | 'not-found'
  | 'unauthorized'
  | 'unavailable'
  | 'internal'
  | 'not-implemented'
  | 'overloaded';

const STATUS: Readonly<Record<EngineErrorKind, number>> = {
  'bad-request': 400,
  'context-overflow': 400,
  'not-found': 404,
  unauthorized: 401,
  unavailable: 503,
  internal: 500,
  'not-implemented': 501,
  overloaded: 503,
};

type TypeNames = Readonly<Record<EngineErrorKind, string>>;

const VLLM_TYPES: TypeNames = {
  'bad-request': 'BadRequestError',
  'context-overflow': 'BadRequestError',
  'not-found': 'NotFoundError',
  unauthorized: 'Unauthorized',
  unavailable: 'ServiceUnavailableError',
  internal: 'InternalServerError',
  'not-implemented': 'NotImplementedError',
  overloaded: 'ServiceUnavailableError',
};

const LLAMACPP_TYPES: TypeNames = {
  'bad-request': 'invalid_request_error',
  'context-overflow': 'exceed_context_size_error',
  'not-found': 'not_found_error',
  unauthorized: 'authentication_error',
  unavailable: 'unavailable_error',
  internal: 'server_error',
  'not-implemented': 'not_supported_error',
  overloaded: 'unavailable_error',
};

const OLLAMA_TYPES: TypeNames = {
  ...LLAMACPP_TYPES,
  'context-overflow': 'invalid_request_error',
  unavailable: 'api_error',
  internal: 'api_error',
  'not-implemented': 'api_error',
  overloaded: 'api_error',
};

export interface EngineErrorDetails {
  readonly param?: string;
  readonly status?: number;
  /** Further fields of llama.cpp's body. */
  readonly promptTokens?: number;
  readonly contextTokens?: number;
}

/** An error that goes to the client in the shape of the dialect. */
export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  readonly status: number;
  readonly details: EngineErrorDetails;

  constructor(kind: EngineErrorKind, message: string, details: EngineErrorDetails = {}) {
    super(message);
    this.name = 'EngineError';
    this.kind = kind;
    this.status = details.status ?? STATUS[kind];
    this.details = details;
  }
}

/** JSON text of an error as an engine writes it, before a stream or in one. */
export function formatEngineError(shape: DemoEngineDialect, error: EngineError): string {
  const { kind, message, status, details } = error;
  const param = details.param ?? null;
  switch (shape) {
    case 'vllm':
      if (kind === 'unauthorized') return '{"error":"Unauthorized"}';
      return JSON.stringify({ error: { message, type: VLLM_TYPES[kind], param, code: status } });
    case 'vllm-old':
      if (kind === 'unauthorized') return '{"error":"Unauthorized"}';
      return JSON.stringify({ object: 'error', message, type: VLLM_TYPES[kind], param, code: status });
    case 'sglang':
      return JSON.stringify({ object: 'error', message, type: VLLM_TYPES[kind], param, code: status });
    case 'llamacpp':
      return JSON.stringify({
        error: {
          code: status,
          message,
          type: LLAMACPP_TYPES[kind],
          n_prompt_tokens: details.promptTokens,
          n_ctx: details.contextTokens,
        },
      });
    case 'ollama':
      return JSON.stringify({ error: { message, type: OLLAMA_TYPES[kind], param, code: null } });
    case 'mlc':
      return JSON.stringify(JSON.stringify({ object: 'error', message, code: null }));
  }
}

/** An error event inside a stream; SGLang and vLLM wrap it, whatever the shape of their HTTP errors is. */
export function formatStreamError(shape: DemoEngineDialect, error: EngineError): string {
  if (shape === 'vllm-old') return formatEngineError('vllm', error);
  if (shape === 'sglang') {
    return JSON.stringify({
      error: { object: 'error', message: error.message, type: VLLM_TYPES[error.kind], param: null, code: error.status },
    });
  }
  return formatEngineError(shape, error);
}
