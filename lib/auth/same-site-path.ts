import 'server-only';

/** Any origin does: it only serves to see whether a reference stays on it. */
const HERE = 'http://here.invalid';

/**
 * Where to go after signing in, as a path on this host: an open redirect would make our sign-in page somebody's bait.
 * Everything that leads elsewhere (`//evil`, `/\evil`, `https://evil`, `javascript:`) becomes `/`. An absolute URL
 * keeps its path when its origin is `ownOrigin`.
 */
export function sameSitePath(target: string, ownOrigin?: string): string {
  const withoutOrigin =
    ownOrigin !== undefined && target.startsWith(`${ownOrigin}/`) ? target.slice(ownOrigin.length) : target;
  if (!withoutOrigin.startsWith('/') || !URL.canParse(withoutOrigin, HERE)) return '/';
  const url = new URL(withoutOrigin, HERE);
  return url.origin === HERE ? `${url.pathname}${url.search}${url.hash}` : '/';
}
