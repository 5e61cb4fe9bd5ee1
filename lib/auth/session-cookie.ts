import 'server-only';
import { createHash } from 'node:crypto';
import { getInstallationId } from '@/lib/auth/internal/installation-id';
import { isSecureRequest } from '@/lib/auth/request-client';
import { getConfig } from '@/lib/config/config';

/** 32 bits: enough to distinguish the installations of one host. */
const TAG_LENGTH = 8;

/** The most browsers keep a cookie. The `session` row is what ends a session, so the cookie only has to outlive it. */
export const COOKIE_MAX_AGE_SECONDS = 400 * 86_400;

export interface BrowserCookie {
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

export interface CookieNames {
  readonly session: string;
  readonly csrf: string;
  readonly next: string;
  readonly device: string;
}

/**
 * Names that belong to this installation: browsers send the cookies of a host to all its ports, so two installations
 * there would replace each other's. `__Host-` binds a cookie to this very host over HTTPS; a plain-HTTP intranet cannot
 * set such a name.
 * @param publicUrl distinguishes a copied data folder from its original
 */
export function cookieNames(installationId: string, publicUrl: string | undefined, secure: boolean): CookieNames {
  const prefix = `${secure ? '__Host-' : ''}yika.${installationTag(`${installationId}\0${publicUrl ?? ''}`)}`;
  return { session: `${prefix}.session`, csrf: `${prefix}.csrf`, next: `${prefix}.next`, device: `${prefix}.device` };
}

/** Every request asks for it, and a process serves one installation. */
let lastTag = { of: '', tag: '' };

function installationTag(of: string): string {
  if (lastTag.of !== of) lastTag = { of, tag: createHash('sha256').update(of).digest('hex').slice(0, TAG_LENGTH) };
  return lastTag.tag;
}

/** The names of the cookies for the browser this request came from. */
export async function requestCookieNames(headers: Headers): Promise<CookieNames> {
  return cookieNames(await getInstallationId(), getConfig().PUBLIC_URL, isSecureRequest(headers));
}

/** The cookie that carries a session's secret back to the browser this request came from. */
export async function createSessionCookie(headers: Headers, secret: string): Promise<BrowserCookie> {
  const { session } = await requestCookieNames(headers);
  return { name: session, value: secret, options: cookieOptions(headers) };
}

/** Attributes of the session cookie; `secure` when the request of these headers came over HTTPS. */
export function cookieOptions(headers: Headers): BrowserCookie['options'] {
  return {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecureRequest(headers),
    maxAge: COOKIE_MAX_AGE_SECONDS,
  };
}

/**
 * The session cookie a request carries, or null. Over HTTPS the plain name is not looked at: any http page could have
 * set it. A session that began before names carried the installation is still found by its old name; another
 * installation's secret under that name opens nothing.
 */
export async function readSessionCookie(headers: Headers): Promise<Pick<BrowserCookie, 'name' | 'value'> | null> {
  const { session } = await requestCookieNames(headers);
  for (const name of [session, earlierSessionCookie(isSecureRequest(headers))]) {
    const value = readCookie(headers, name);
    if (value !== null) return { name, value };
  }
  return null;
}

/** The secret in the session cookie of a request, or null. */
export async function readSessionSecret(headers: Headers): Promise<string | null> {
  return (await readSessionCookie(headers))?.value ?? null;
}

function earlierSessionCookie(secure: boolean): string {
  return `${secure ? '__Host-' : ''}yika.session`;
}

/** The value of a request's cookie as it was sent, or null. */
export function readCookie(headers: Headers, name: string): string | null {
  const prefix = `${name}=`;
  const pair = headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  return pair?.slice(prefix.length) ?? null;
}
