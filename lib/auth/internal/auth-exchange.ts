import 'server-only';

/** One request to next-auth, with the values that its interface cannot pass. */
export interface AuthExchange {
  readonly headers: Headers;
  /** Whether the request signs somebody in: it gets a session cookie with the present name, whatever cookie it has. */
  readonly isSignIn: boolean;
  /** The error that one of our functions threw. */
  failure?: { readonly error: unknown };
  /** The device id of the browser of the sign-in. */
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
