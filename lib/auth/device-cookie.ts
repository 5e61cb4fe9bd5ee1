import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { getAuthSecret } from '@/lib/auth/internal/auth-secret';
import { createSecret, isSecret } from '@/lib/auth/internal/secret';
import { cookieOptions, readCookie, requestCookieNames, type BrowserCookie } from '@/lib/auth/session-cookie';

/**
 * The random id in a request's device cookie, or null when there is none or its signature is not ours. The cookie says
 * that somebody signed in with this browser before, and nothing more: it outlives the session and opens none. It gives
 * the browser limits of its own, which nobody else can exhaust. It is signed, so that nobody can forge one.
 */
export async function readDeviceId(headers: Headers): Promise<string | null> {
  if (!headers.has('cookie')) return null;
  const [id = '', signature = '', ...rest] =
    readCookie(headers, (await requestCookieNames(headers)).device)?.split('.') ?? [];
  if (rest.length > 0 || !isSecret(id) || !isSecret(signature)) return null;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(await sign(id))) ? id : null;
}

/** A new random device id: the value of the cookie that marks a browser in which somebody signed in. */
export function createDeviceId(): string {
  return createSecret();
}

/** The cookie that leaves a device id in the browser: to be sent with a successful sign-in only. */
export async function createDeviceCookie(headers: Headers, deviceId: string): Promise<BrowserCookie> {
  const { device } = await requestCookieNames(headers);
  return { name: device, value: `${deviceId}.${await sign(deviceId)}`, options: cookieOptions(headers) };
}

/** The cookie as a `Set-Cookie` header. */
export function toSetCookie({ name, value, options }: BrowserCookie): string {
  return `${name}=${value}; Path=${options.path}; Max-Age=${options.maxAge}; HttpOnly; SameSite=Lax${options.secure ? '; Secure' : ''}`;
}

async function sign(deviceId: string): Promise<string> {
  return createHmac('sha256', await getAuthSecret())
    .update(`device:${deviceId}`)
    .digest('base64url');
}
