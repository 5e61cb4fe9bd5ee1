import 'server-only';
import { isSecureRequest } from '@/lib/auth/request-client';

/** The most browsers keep a cookie. The `session` row is what ends a session, so the cookie only has to outlive it. */
export const COOKIE_MAX_AGE_SECONDS = 400 * 86_400;

export interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly options: {
    readonly httpOnly: true;
    readonly sameSite: 'lax';
    readonly path: '/';
    readonly secure: boolean;
    readonly maxAge: number;
  };
}

/** `__Host-` binds the cookie to this very host over HTTPS; a plain-HTTP intranet can not set such a name. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-yika.session' : 'yika.session';
}

/** The cookie that carries a session's secret back to the browser this request came from. */
export function createSessionCookie(headers: Headers, secret: string): SessionCookie {
  const secure = isSecureRequest(headers);
  return {
    name: sessionCookieName(secure),
    value: secret,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: COOKIE_MAX_AGE_SECONDS },
  };
}

/** The session secret a request carries, or null. Over HTTPS the plain name is not looked at: any http page could have set it. */
export function readSessionSecret(headers: Headers): string | null {
  const cookies = headers.get('cookie');
  if (cookies === null) return null;
  const prefix = `${sessionCookieName(isSecureRequest(headers))}=`;
  for (const part of cookies.split(';')) {
    const pair = part.trim();
    if (pair.startsWith(prefix)) return pair.slice(prefix.length);
  }
  return null;
}
