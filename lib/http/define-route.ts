import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Principal } from '@/lib/auth/contracts';
import { endWithSession } from '@/lib/auth/end-with-session';
import { findPrincipal } from '@/lib/auth/find-principal';
import { AppError } from '@/lib/errors/app-error';
import { chargePerson, chargeSender, chargerOfBytes } from '@/lib/http/internal/charge-request';
import { parseInput, queryOf } from '@/lib/http/internal/parse-input';
import type { RateClass } from '@/lib/http/internal/rate-limit';
import { requireSameOrigin } from '@/lib/http/internal/same-origin';
import { problemResponse, toAppError } from '@/lib/http/problem';
import { getLogger } from '@/lib/observability/logger';
import { readJsonBody } from '@/lib/web/read-json-body';

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;
export type ResponseKind = z.ZodType | 'stream' | 'empty';
type Result<R extends ResponseKind> = R extends z.ZodType ? z.input<R> : R extends 'stream' ? Response : unknown;
type Access = 'public' | 'person' | 'admin';

/**
 * Most bytes of a body, by what it carries: a few fields; a form with texts or arguments of a tool; a document or a
 * question of 100,000 characters.
 */
export const BODY_BYTES = { fields: 16_000, form: 256_000, document: 1_000_000 } as const;

export interface RouteContract {
  /** key: a key of a program in the header `Authorization`. */
  readonly auth: Access | 'key';
  /** One line for the OpenAPI document. */
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body is bytes, which the handler reads itself. Charged apart from JSON: `file-bytes`. */
  readonly hasBytes?: true;
  /** How large the body may be; default `fields`. */
  readonly bodySize?: keyof typeof BODY_BYTES;
  readonly response: ResponseKind;
  /** Status of a successful answer; default 200, or 204 for `empty`. */
  readonly status?: number;
}

interface RouteDefinition<
  A extends Access,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends ResponseKind,
> extends RouteContract {
  readonly auth: A;
  readonly params?: P & z.ZodType;
  readonly query?: Q & z.ZodType;
  readonly body?: B & z.ZodType;
  readonly response: R;
  readonly rateClass?: RateClass;
  /** Looks at the body as it was sent, before it is parsed by `body`. Throws AppError. */
  readonly checkBody?: (text: string) => void;
  /** Open also to a person who signed in with a temporary password. */
  readonly allowsPasswordChange?: boolean;
  /** Refuses, by throwing, what the state alone decides: before any of the body is read. */
  readonly refuseEarly?: (request: Request) => Promise<void>;
  readonly handler: (context: {
    readonly principal: A extends 'public' ? Principal | null : Principal;
    readonly params: Parsed<P>;
    readonly query: Parsed<Q>;
    readonly body: Parsed<B>;
    readonly request: Request;
    /** Charges the sender for bytes of a body that the handler reads itself. @throws AppError too-many-requests */
    readonly spendBytes: (bytes: number) => void;
  }) => Promise<Result<R>>;
}

/** A Next.js route handler that also carries its contract, from which the OpenAPI document is made. */
export type DefinedRoute = ((request: Request, context: { params: Promise<unknown> }) => Promise<Response>) & {
  readonly contract: RouteContract;
};

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The one wrapper of every route: who asks, from where, how often, with what; then the handler; then problem+json for
 * everything thrown. Resource authorisation is the lib function's: what a person may not see is a 404 there.
 */
export function defineRoute<
  A extends Access,
  R extends ResponseKind,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(route: RouteDefinition<A, P, Q, B, R>): DefinedRoute {
  const handle = async (request: Request, context: { params: Promise<unknown> }): Promise<Response> => {
    try {
      if (!SAFE_METHODS.has(request.method)) requireSameOrigin(request.headers);
      const principal = await authorise(request, route);
      const bytesClass = route.hasBytes === true ? 'file-bytes' : 'person-bytes';
      const spendBytes = await chargerOfBytes(request.headers, principal, bytesClass);
      await route.refuseEarly?.(request);
      const input = {
        principal,
        params: parseInput(route.params, route.params === undefined ? undefined : await context.params),
        query: parseInput(route.query, route.query === undefined ? undefined : queryOf(request)),
        body: parseInput(
          route.body,
          route.body === undefined
            ? undefined
            : await readJsonBody(request, {
                maxBytes: BODY_BYTES[route.bodySize ?? 'fields'],
                spend: spendBytes,
                check: route.checkBody,
              }),
        ),
        request,
        spendBytes,
      };
      // Checked just above by the same schemas that type it; TypeScript does not follow a conditional type through a
      // generic.
      const result = await route.handler(input as Parameters<typeof route.handler>[0]);
      return toResponse(route, principal, result);
    } catch (thrown) {
      return failure(request, thrown);
    }
  };
  return Object.assign(handle, { contract: route });
}

async function authorise(
  request: Request,
  route: { readonly auth: Access; readonly rateClass?: RateClass; readonly allowsPasswordChange?: boolean },
): Promise<Principal | null> {
  const rateClass = route.rateClass ?? 'default';
  const giveBack = await chargeSender(
    request.headers,
    route.auth === 'public' ? rateClass : 'unauthenticated',
    Date.now(),
  );
  const principal = await findPrincipal(request.headers);
  if (principal !== null) {
    giveBack();
    chargePerson(principal.personId, rateClass, Date.now());
  }
  if (route.auth !== 'public') {
    if (principal === null)
      throw new AppError({ kind: 'unauthenticated', code: 'sign-in-required', detail: 'Sign in first' });
    if (principal.mustChangePassword && route.allowsPasswordChange !== true) {
      throw new AppError({
        kind: 'forbidden',
        code: 'password-change-required',
        detail: 'Change the temporary password first',
      });
    }
    if (route.auth === 'admin' && principal.role !== 'admin')
      throw new AppError({ kind: 'forbidden', code: 'admin-only', detail: 'Administrators only' });
  }
  return principal;
}

function toResponse(route: RouteContract, principal: Principal | null, result: unknown): Response {
  if (result instanceof Response) {
    // A body that is read for long must not outlive the right to read it.
    return principal === null || result.body === null
      ? result
      : new Response(endWithSession(principal, result.body), result);
  }
  if (route.response === 'empty') return new Response(null, { status: route.status ?? 204 });
  return Response.json(result, { status: route.status ?? 200, headers: { 'cache-control': 'no-store' } });
}

function failure(request: Request, thrown: unknown): Response {
  const requestId = uuidv7();
  const { error, unexpected } = toAppError(thrown);
  if (unexpected)
    getLogger().error(
      { requestId, method: request.method, path: new URL(request.url).pathname, err: thrown },
      'request failed',
    );
  return problemResponse(error, requestId);
}
