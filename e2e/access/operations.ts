import type { APIRequestContext, APIResponse } from '@playwright/test';
import { z } from 'zod';
import type { Known } from '@/e2e/access/access-scene';
import { sampleOf } from '@/e2e/access/sample-of-schema';

export interface Operation {
  /** `get /api/tools/{toolId}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly required: boolean; readonly schema: unknown }[];
  /** The JSON Schema of its body, if it has one. */
  readonly body: unknown;
  /** Of a successful answer. */
  readonly status: number;
}

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z
          .array(
            z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: z.unknown() }),
          )
          .default([]),
        requestBody: z
          .object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }).optional() }) })
          .optional(),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
});

/** Every operation of the API as its OpenAPI document says, which is made of the table of routes. */
export async function readOperations(request: APIRequestContext): Promise<ReadonlyMap<string, Operation>> {
  const { paths } = documentSchema.parse(await (await request.get('/api/openapi.json')).json());
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { parameters, requestBody, responses }]): Operation => ({
        name: `${method} ${path}`,
        method,
        path,
        query: parameters.filter((parameter) => parameter.in === 'query'),
        body: requestBody?.content['application/json']?.schema,
        status: Number(Object.keys(responses).find((status) => status.startsWith('2'))),
      }),
    ),
  );
  return new Map(operations.map((operation) => [operation.name, operation]));
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** A valid call of an operation: what `known` names, the rest from the schemas. */
export function validCall({ method, path, query, body }: Operation, known: Known): Call {
  const asked = query
    .filter(({ name, required }) => required || name in known)
    .map(({ name, schema }) => [name, String(name in known ? known[name] : sampleOf(schema))]);
  return {
    method,
    url:
      path.replaceAll(/\{(\w+)\}/g, (_, key: string) => String(known[key])) +
      (asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`),
    body: body === undefined ? undefined : sampleOf(body, known),
  };
}

/** Sends a call. */
export function send(
  request: APIRequestContext,
  { method, url, body }: Call,
  headers: Readonly<Record<string, string>> = {},
): Promise<APIResponse> {
  return request.fetch(url, { method, headers, ...(body === undefined ? {} : { data: body }) });
}
