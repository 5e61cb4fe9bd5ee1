import 'server-only';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { z } from 'zod';
import { openAiErrorSchema } from '@/lib/gateway/openai-contracts';
import { problemSchema } from '@/lib/http/contracts';
import type { RouteContract } from '@/lib/http/define-route';

export type RouteMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Contracts by path (`/api/runs/{runId}/stop`) and method. */
export type RouteTable = Readonly<Record<string, Partial<Record<RouteMethod, { readonly contract: RouteContract }>>>>;

const VERSION = '0.1.0';

/** The OpenAPI 3.1 document of a table of routes, from the schemas that the routes parse with. */
export function buildOpenApi(table: RouteTable): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [path, methods] of Object.entries(table)) {
    paths[path] = Object.fromEntries(
      Object.entries(methods).map(([method, route]) => [method, operationOf(route.contract)]),
    );
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Yika',
      version: VERSION,
      description:
        'Every error is RFC 9457 problem+json, under /v1 an error of the OpenAI protocol; a resource that is not yours is a 404.',
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session cookie' },
        key: { type: 'http', scheme: 'bearer', description: 'A key of a program: yk-…' },
      },
    },
    paths,
  });
}

const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } as const;

function operationOf(contract: RouteContract): ZodOpenApiOperationObject {
  return {
    summary: contract.summary,
    security: contract.auth === 'public' ? [] : [contract.auth === 'key' ? { key: [] } : { session: [] }],
    requestParams: {
      ...(isObjectSchema(contract.params) ? { path: contract.params } : {}),
      ...(isObjectSchema(contract.query) ? { query: contract.query } : {}),
    },
    ...(contract.hasBytes === true ? { requestBody: { required: true, content: BYTES } } : {}),
    ...(contract.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: contract.body } } } }),
    responses: {
      [String(contract.status ?? (contract.response === 'empty' ? 204 : 200))]: answerOf(contract),
      default: {
        description: 'Failure',
        content:
          contract.auth === 'key'
            ? { 'application/json': { schema: openAiErrorSchema } }
            : { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

function answerOf(contract: RouteContract): {
  description: string;
  content?: Record<string, { schema: z.ZodType | { type: 'string' } }>;
} {
  if (contract.response === 'empty') return { description: 'Done' };
  if (contract.response === 'stream')
    return { description: 'A stream or file', content: { '*/*': { schema: { type: 'string' } } } };
  return { description: 'OK', content: { 'application/json': { schema: contract.response } } };
}

function isObjectSchema(schema: z.ZodType | undefined): schema is z.ZodObject {
  return schema?.type === 'object';
}
