import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** Answers for an endpoint of the OpenAI protocol that Yika does not have. @throws AppError `endpoint-unsupported` */
export function refuseEndpoint(what: string): Promise<never> {
  const detail = `${what} are not available here; use /v1/chat/completions`;
  return Promise.reject(new AppError({ kind: 'not-found', code: 'endpoint-unsupported', detail }));
}
