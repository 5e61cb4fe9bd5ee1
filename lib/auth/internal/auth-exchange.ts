import 'server-only';

/** One request to next-auth, with what next-auth has no place for. */
export interface AuthExchange {
  readonly headers: Headers;
  /** The request signs somebody in: it gets the session cookie of today's name, whatever cookie it carries. */
  readonly isSignIn: boolean;
  /** What one of our functions threw. */
  failure?: { readonly error: unknown };
  /** Of the browser in which somebody signed in. */
  deviceId?: string;
}

/**
 * Wraps a function that next-auth calls. next-auth turns an error into a redirect to its error page, or into signing
 * the person out; `handleAuthRequest` throws it as it was.
 */
export function keepFailure<Arguments extends unknown[], Result>(
  exchange: AuthExchange,
  work: (...given: Arguments) => Promise<Result>,
): (...given: Arguments) => Promise<Result> {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (error) {
      exchange.failure ??= { error };
      throw error;
    }
  };
}
