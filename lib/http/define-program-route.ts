import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { authenticateKey, type KeyRights } from '@/lib/gateway/authenticate-key';
import { openAiError } from '@/lib/gateway/openai-error';
import { BODY_BYTES, type DefinedRoute, type RouteContract } from '@/lib/http/define-route';
import { chargeKey, chargerOfBytes, chargeSender } from '@/lib/http/internal/charge-request';
import { parseInput } from '@/lib/http/internal/parse-input';
import { problemHeaders, statusOf, toAppError } from '@/lib/http/problem';
import { getLogger } from '@/lib/observability/logger';
import { readJsonBody } from '@/lib/web/read-json-body';

interface ProgramRoute<P extends z.ZodType | undefined, B extends z.ZodType | undefined>
  extends Pick<RouteContract, 'summary' | 'response'> {
  readonly params?: P & z.ZodType;
  readonly body?: B & z.ZodType;
  readonly handler: (context: {
    readonly key: KeyRights;
    readonly params: P extends z.ZodType ? z.output<P> : undefined;
    readonly body: B extends z.ZodType ? z.output<B> : undefined;
    readonly request: Request;
  }) => Promise<unknown>;
}

/**
 * The wrapper of every route for programs: whose key, how often, with what; then the handler; then errors in the shape
 * of the OpenAI protocol. A key is never sent by a browser on its own, so the origin of a request does not matter.
 */
export function defineProgramRoute<
  P extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(route: ProgramRoute<P, B>): DefinedRoute {
  const handle = async (request: Request, context: { params: Promise<unknown> }): Promise<Response> => {
    const requestId = uuidv7();
    try {
      const giveBack = await chargeSender(request.headers, 'unauthenticated', Date.now());
      const key = await authenticateKey(request.headers);
      giveBack();
      chargeKey(key, Date.now());
      const spend = await chargerOfBytes(request.headers, key);
      const input = {
        key,
        params: parseInput(route.params, route.params === undefined ? undefined : await context.params),
        body: parseInput(
          route.body,
          route.body === undefined ? undefined : await readJsonBody(request, { maxBytes: BODY_BYTES.document, spend }),
        ),
        request,
      };
      // Checked just above by the schemas that type it.
      const result = await route.handler(input as Parameters<typeof route.handler>[0]);
      const response =
        result instanceof Response ? result : Response.json(result, { headers: { 'cache-control': 'no-store' } });
      response.headers.set('x-request-id', requestId);
      return response;
    } catch (thrown) {
      return failure(request, requestId, thrown);
    }
  };
  return Object.assign(handle, { contract: { ...route, auth: 'key' as const, bodySize: 'document' as const } });
}

function failure(request: Request, requestId: string, thrown: unknown): Response {
  const { error, unexpected } = toAppError(thrown);
  const path = new URL(request.url).pathname;
  // Nobody is left who reads the answer.
  if (unexpected && !request.signal.aborted)
    getLogger().error({ requestId, method: request.method, path, err: thrown }, 'request failed');
  const headers = problemHeaders(error, requestId);
  headers.set('content-type', 'application/json');
  // Clients of OpenAI repeat a 409 by themselves: what somebody stopped stays stopped.
  if (error.kind === 'conflict') headers.set('x-should-retry', 'false');
  if (error.code === 'queue-full-person') headers.set('x-yika-queue-length', String(error.values.limit));
  return new Response(JSON.stringify(openAiError(error)), { status: statusOf(error), headers });
}
