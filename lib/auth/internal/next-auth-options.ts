import 'server-only';
import type { AuthOptions } from 'next-auth';
import credentials from 'next-auth/providers/credentials';
import { z } from 'zod';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { findSessions } from '@/lib/auth/internal/auth-sql';
import { endSession } from '@/lib/auth/internal/end-session';
import { getAuthSecret } from '@/lib/auth/internal/auth-secret';
import { sameSitePath } from '@/lib/auth/same-site-path';
import { hashSecret, isSecret } from '@/lib/auth/internal/secret';
import { signInSchema } from '@/lib/auth/contracts';
import { readDeviceId } from '@/lib/auth/device-cookie';
import { isSecureRequest, readRequestClient } from '@/lib/auth/request-client';
import {
  COOKIE_MAX_AGE_SECONDS,
  createSessionCookie,
  readSessionSecret,
  requestCookieNames,
} from '@/lib/auth/session-cookie';
import { signIn } from '@/lib/auth/sign-in';

/** next-auth's options for one request, and what next-auth keeps to itself: the error one of our functions threw. */
export interface RequestAuth {
  readonly options: AuthOptions;
  /** @throws what was thrown while next-auth worked: a refused sign-in, a database that does not answer. */
  readonly rethrow: () => void;
  /** The browser where somebody just signed in, null when nobody did. */
  readonly signedInDevice: () => string | null;
}

const carriesSecret = z.object({ secret: z.string() });

/**
 * next-auth believes that it issues JWTs; what it really carries is the opaque secret of a row in `session`. `encode`
 * hands out the secret, `decode` looks the row up, so a session ends the moment its row does.
 */
export async function createRequestAuth(headers: Headers): Promise<RequestAuth> {
  const thrown: unknown[] = [];
  let signedInDevice: string | null = null;
  // next-auth turns whatever these throw into a redirect to an error page, or into signing the person out.
  const remember = (error: unknown): never => {
    thrown.push(error);
    throw error;
  };
  const authorize = async (given: Record<string, string> | undefined) => {
    const { deviceId, ...user } = await authenticate(given, headers);
    signedInDevice = deviceId;
    return user;
  };
  const options: AuthOptions = {
    secret: await getAuthSecret(),
    providers: [
      credentials({ credentials: { login: {}, password: {} }, authorize: (given) => authorize(given).catch(remember) }),
    ],
    session: { strategy: 'jwt', maxAge: COOKIE_MAX_AGE_SECONDS },
    jwt: {
      maxAge: COOKIE_MAX_AGE_SECONDS,
      encode: ({ token }) => secretOf(token),
      decode: ({ token }) => decodeSession(token).catch(remember),
    },
    cookies: await requestCookies(headers),
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    callbacks: {
      redirect: ({ url, baseUrl }) => sameSitePath(url, baseUrl),
      // `user` is there only right after `authorize`, whatever its type says.
      jwt: ({ token, user }) => ({ ...token, ...carriesSecret.safeParse(user).data }),
    },
    events: {
      signOut: ({ token }) => endSession(secretOf(token), readRequestClient(headers), 'signed-out').catch(remember),
    },
    // Failures come back through `rethrow` and are logged by the route's wrapper.
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  };
  return {
    options,
    rethrow() {
      if (thrown.length > 0) throw thrown[0];
    },
    signedInDevice: () => signedInDevice,
  };
}

async function authenticate(given: Record<string, string> | undefined, headers: Headers) {
  const parsed = signInSchema.safeParse(given);
  if (!parsed.success)
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'login and password are wanted' });
  const client = readRequestClient(headers);
  const opened = await signIn(parsed.data, { ...client, deviceId: await readDeviceId(headers) });
  // The same browser signed in before: that session would stay open unseen.
  const former = await readSessionSecret(headers);
  if (former !== null && isSecret(former)) await endSession(former, client, 'signed-in-again');
  return {
    id: opened.personId,
    name: opened.name,
    email: opened.email,
    secret: opened.secret,
    deviceId: opened.deviceId,
  };
}

function secretOf(token: unknown): string {
  return carriesSecret.safeParse(token).data?.secret ?? '';
}

async function decodeSession(secret: string | undefined): Promise<Record<string, unknown> | null> {
  if (secret === undefined || !isSecret(secret)) return null;
  const [row] = await findSessions(sqlRunner(), [hashSecret(secret)]);
  return row === undefined ? null : { sub: row.person_id, name: row.name, email: row.email, secret };
}

/** Secure names over HTTPS, plain ones on a plain-HTTP intranet, where browsers refuse the others. */
async function requestCookies(headers: Headers): Promise<NonNullable<AuthOptions['cookies']>> {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecureRequest(headers) } as const;
  const [names, session] = await Promise.all([requestCookieNames(headers), createSessionCookie(headers, '')]);
  return {
    sessionToken: { name: session.name, options: session.options },
    csrfToken: { name: names.csrf, options },
    callbackUrl: { name: names.next, options },
  };
}
