import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Principal } from '@/lib/auth/contracts';
import { getClientAddress } from '@/lib/auth/request-client';
import { getConfig } from '@/lib/config/config';
import { AppError } from '@/lib/errors/app-error';
import { renderMetrics } from '@/lib/observability/metrics';

/**
 * The Prometheus text, for admins, for who brings METRICS_TOKEN, and, while no token is set, for this very machine.
 * @throws AppError unauthenticated
 */
export async function metricsResponse(principal: Principal | null, headers: Headers): Promise<Response> {
  if (principal?.role !== 'admin' && !mayScrape(headers)) {
    throw new AppError({
      kind: 'unauthenticated',
      code: 'metrics-token-required',
      detail: 'Send METRICS_TOKEN as bearer token, or ask as an administrator',
    });
  }
  const { contentType, body } = await renderMetrics();
  return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
}

function mayScrape(headers: Headers): boolean {
  const token = getConfig().METRICS_TOKEN;
  // Without TRUST_PROXY a proxy on this machine would make everybody look local: its address then is all we see.
  if (token === undefined) return ['127.0.0.1', '::1'].includes(getClientAddress(headers));
  const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  return timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
