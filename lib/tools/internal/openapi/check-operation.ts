import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { createToolSchema, type CreateToolInput } from '@/lib/tools/catalogue-contracts';
import type { OpenApiOperation } from '@/lib/tools/openapi-contracts';
import { checkInputSchema } from '@/lib/tools/internal/catalogue/check-tool';
import { checkHttpDefinition } from '@/lib/tools/internal/http/check-http-definition';

/** Stands for the server while nobody has named one. */
const ANY_SERVER = 'https://server.invalid';

/** What of an operation is the tool's that an admin does not choose. */
export function formOf({
  summary,
  description,
  inputSchema,
  definition,
}: OpenApiOperation): Pick<CreateToolInput, 'title' | 'description' | 'inputSchema' | 'definition'> {
  return { title: summary, description, inputSchema, definition };
}

/**
 * Whether a tool can be made of an operation: all that is checked when it is imported, but for what the admin adds to
 * it.
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

/** @throws AppError `openapi-operation-too-large` when there is more of something than a tool may have */
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
