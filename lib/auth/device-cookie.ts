import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { getAuthSecret } from '@/lib/auth/internal/auth-secret';
import { createSecret, isSecret } from '@/lib/auth/internal/secret';
import { isSecureRequest } from '@/lib/auth/request-client';
import { COOKIE_MAX_AGE_SECONDS, readCookie, requestCookieNames } from '@/lib/auth/session-cookie';

/**
 * The random id in a request's device cookie, or null when there is none or its signature is not ours. The cookie says that
 * somebody signed in with this browser before, and nothing more: it outlives the session and opens none. It gives the browser
 * limits of its own, which nobody else can use up. It is signed, so that nobody can make one without signing in.
 */
export async function readDeviceId(headers: Headers): Promise<string | null> {
  if (!headers.has('cookie')) return null;
  const [id = '', signature = '', ...rest] = readCookie(headers, (await requestCookieNames(headers)).device)?.split('.') ?? [];
  if (rest.length > 0 || !isSecret(id) || !isSecret(signature)) return null;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(await sign(id))) ? id : null;
}

export function createDeviceId(): string {
  return createSecret();
}

/** The `Set-Cookie` header that leaves a device id in the browser, to be sent with a successful sign-in only. */
export async function deviceSetCookie(headers: Headers, deviceId: string): Promise<string> {
  const secure = isSecureRequest(headers) ? '; Secure' : '';
  return `${(await requestCookieNames(headers)).device}=${deviceId}.${await sign(deviceId)}; Path=/; Max-Age=${COOKIE_MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

async function sign(deviceId: string): Promise<string> {
  return createHmac('sha256', await getAuthSecret()).update(`device:${deviceId}`).digest('base64url');
}
