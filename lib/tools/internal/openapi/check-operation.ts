import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { createToolSchema, type CreateToolInput } from '@/lib/tools/catalogue-contracts';
import type { OpenApiOperation } from '@/lib/tools/openapi-contracts';
import { checkInputSchema } from '@/lib/tools/internal/catalogue/check-tool';
import { checkHttpDefinition } from '@/lib/tools/internal/http/check-http-definition';

/** Placeholder for the server until an admin has chosen one. */
const ANY_SERVER = 'https://server.invalid';

/** The parts of a tool that come from the operation and not from the admin. */
export function formOf({
  summary,
  description,
  inputSchema,
  definition,
}: OpenApiOperation): Pick<CreateToolInput, 'title' | 'description' | 'inputSchema' | 'definition'> {
  return { title: summary, description, inputSchema, definition };
}

/**
 * Checks that a tool can be made from an operation: everything that the import checks, except what the admin adds.
 * @throws AppError `openapi-operation-too-large`, `tool-schema-*`, `tool-*`
 */
export function checkOperation(operation: OpenApiOperation): void {
  const { definition } = operation;
  const url = /^https?:/.test(definition.url) ? definition.url : `${ANY_SERVER}${definition.url}`;
  const form = formOf({ ...operation, definition: { ...definition, url } });
  const host = URL.parse(url.replaceAll(/\{\{[^{}]*\}\}/g, 'x'))?.host ?? '';
  const { definition: parsed } = parseTool({ ...form, name: operation.suggestedName, hosts: [host] });
  checkInputSchema(form.inputSchema);
  checkHttpDefinition(parsed, form.inputSchema, [host]);
}

/** @throws AppError `openapi-operation-too-large` when a part of it exceeds the limits of a tool */
export function parseTool(form: unknown): CreateToolInput {
  const parsed = createToolSchema.safeParse(form);
  if (parsed.success) return parsed.data;
  throw new AppError({
    kind: 'too-large',
    code: 'openapi-operation-too-large',
    detail: 'too many or too long parameters',
    values: { part: parsed.error.issues[0]?.path.join('.') ?? '' },
  });
}
