import 'server-only';
import type { AuthOptions } from 'next-auth';
import type { JWT } from 'next-auth/jwt';
import type { Role } from '@/lib/auth/contracts';
import { findPrincipalOfSecret } from '@/lib/auth/find-principal';
import { getMe } from '@/lib/auth/get-me';
import { keepFailure, type AuthExchange } from '@/lib/auth/internal/auth-exchange';
import { getAuthSecret } from '@/lib/auth/internal/auth-secret';
import { endSession } from '@/lib/auth/internal/end-session';
import { passwordProvider } from '@/lib/auth/providers/password';
import { isSecureRequest, readRequestClient } from '@/lib/auth/request-client';
import { sameSitePath } from '@/lib/auth/same-site-path';
import {
  COOKIE_MAX_AGE_SECONDS,
  readSessionCookie,
  readSessionSecret,
  requestCookieNames,
} from '@/lib/auth/session-cookie';

declare module 'next-auth' {
  interface User {
    /** The fields of the session that a provider opened. */
    readonly secret: string;
  }
  interface Session {
    user: { id: string; name: string; email: string; role: Role };
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    readonly secret: string;
    readonly me?: { id: string; name: string; email: string; role: Role };
  }
}

/**
 * next-auth's options. They are a function of the request, because the names of the cookies depend on whether this
 * browser speaks HTTPS. A session is a row: the token in the cookie is the row's opaque secret instead of a JWT, so a
 * session ends as soon as its row is deleted (decision 77).
 */
export async function authOptions(exchange: AuthExchange): Promise<AuthOptions> {
  const endCarriedSession = keepFailure(exchange, async (reason: 'signed-out' | 'signed-in-again') => {
    const secret = await readSessionSecret(exchange.headers);
    if (secret !== null) await endSession(secret, readRequestClient(exchange.headers), reason);
  });
  return {
    secret: await getAuthSecret(),
    providers: [passwordProvider(exchange)],
    // next-auth refuses `database` for providers with credentials.
    session: { strategy: 'jwt', maxAge: COOKIE_MAX_AGE_SECONDS },
    jwt: {
      maxAge: COOKIE_MAX_AGE_SECONDS,
      encode: ({ token }) => token?.secret ?? '',
      decode: keepFailure(exchange, ({ token }) => decodeSecret(token ?? '')),
    },
    cookies: await cookiesOf(exchange),
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    callbacks: {
      redirect: ({ url, baseUrl }) => sameSitePath(url, baseUrl),
      jwt: ({ token, user, trigger }) => (trigger === 'signIn' ? { ...token, secret: user.secret } : token),
      session: ({ session, token }) => (token.me === undefined ? session : { ...session, user: token.me }),
    },
    events: {
      // A browser has one session: an earlier one would stay open unseen.
      signIn: () => endCarriedSession('signed-in-again'),
      signOut: () => endCarriedSession('signed-out'),
    },
    // Failures reach the log through the route (`keepFailure`).
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  };
}

async function decodeSecret(secret: string): Promise<JWT | null> {
  const principal = await findPrincipalOfSecret(secret);
  if (principal === null) return null;
  const { id, name, email, role } = await getMe(principal);
  return { secret, me: { id, name, email, role } };
}

/** Secure names over HTTPS, plain ones on a plain-HTTP intranet, where browsers refuse the others. */
async function cookiesOf({ headers, isSignIn }: AuthExchange): Promise<NonNullable<AuthOptions['cookies']>> {
  const names = await requestCookieNames(headers);
  const carried = isSignIn ? null : await readSessionCookie(headers);
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecureRequest(headers) } as const;
  return {
    sessionToken: {
      name: carried?.name ?? names.session,
      options: { ...options, maxAge: COOKIE_MAX_AGE_SECONDS },
    },
    csrfToken: { name: names.csrf, options },
    callbackUrl: { name: names.next, options },
  };
}
