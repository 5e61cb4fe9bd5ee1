import 'server-only';
import type { AppError, ErrorKind } from '@/lib/errors/app-error';
import type { OpenAiErrorDto } from '@/lib/gateway/openai-contracts';

const TYPE_OF_KIND: Readonly<Record<ErrorKind, string>> = {
  invalid: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  'not-found': 'not_found_error',
  conflict: 'conflict_error',
  'too-large': 'invalid_request_error',
  limited: 'rate_limit_error',
  unavailable: 'server_error',
};

/** What may be quoted of an engine's failure: its own text may contain a key or an address. */
const isOfEngine = (code: string): boolean => code.startsWith('engine-') || code === 'context-overflow';

/** An error in the shape of the OpenAI protocol, with our code. */
export function openAiError({ kind, code, detail, values }: AppError): OpenAiErrorDto {
  const message = isOfEngine(code) ? (ENGINE_MESSAGES[code] ?? 'The engine failed') : detail;
  const param = typeof values.field === 'string' && values.field !== '' ? values.field : null;
  return { error: { message, type: TYPE_OF_KIND[kind], param, code } };
}

const ENGINE_MESSAGES: Readonly<Record<string, string>> = {
  'engine-refused': 'The engine does not answer',
  'engine-unauthorized': 'The engine does not accept the key that Yika is configured with',
  'engine-http': 'The engine refused the request',
  'engine-error-midstream': 'The engine failed in the middle of the answer',
  'engine-stalled-first-token': 'The engine sent no token in time',
  'engine-stalled': 'The engine stopped sending tokens',
  'engine-ended-early': 'The engine ended the answer early',
  'context-overflow': 'The prompt does not fit into the context of the engine',
};
