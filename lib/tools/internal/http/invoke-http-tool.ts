import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import type { HttpDefinition, StoredTool } from '@/lib/tools/contracts';
import { outgoingRequest, type OutgoingRequest } from '@/lib/egress/outgoing-request';
import { secretNames } from '@/lib/tools/internal/http/check-http-definition';
import { mapResult } from '@/lib/tools/internal/http/map-result';
import { renderBody } from '@/lib/tools/internal/http/render-body';
import { renderHeaders } from '@/lib/tools/internal/http/render-headers';
import { renderUrl } from '@/lib/tools/internal/http/render-url';
import type { TemplateValues } from '@/lib/tools/internal/http/template';
import { maskSecrets } from '@/lib/secrets/mask-secrets';
import { openSecrets } from '@/lib/secrets/open-secrets';
import { toToolError } from '@/lib/tools/to-tool-error';
import type { Invoke } from '@/lib/tools/tool-outcome';

/**
 * Calls an HTTP tool: fills its templates with the arguments, sends one checked request, and maps the answer to the
 * result. Values of secrets in a result or an error are masked.
 */
export const invokeHttpTool: Invoke = async (tool, input, context) => {
  const { definition } = tool;
  if (definition.kind !== 'http') throw new TypeError(`${tool.name} is no HTTP tool`);
  let secrets: ReadonlyMap<string, string> = new Map();
  const mask = (text: string, isCut = false): string => maskSecrets(text, secrets.values(), isCut);
  try {
    secrets = await openSecrets(secretNames(definition), urlWithoutArguments(definition), context.now);
    const response = await outgoingRequest({
      ...renderRequest(tool, definition, { input, secrets }, context.callId),
      signal: context.signal,
      onSent: context.onSent,
    });
    return {
      ok: true,
      ...mapResult(response, { pointer: definition.resultPointer, maxBytes: tool.maxResultBytes, mask }),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    return { ok: false, error: toToolError(error, mask) };
  }
};

/** The target of the secrets; the host of a template is fixed. */
function urlWithoutArguments(definition: HttpDefinition): URL {
  return new URL(
    renderUrl({ url: definition.url.replaceAll(/\{\{[^{}]*\}\}/g, 'x'), query: [] }, { input: {}, secrets: new Map() }),
  );
}

function renderRequest(
  tool: StoredTool,
  definition: HttpDefinition,
  values: TemplateValues,
  callId: string,
): Omit<OutgoingRequest, 'signal'> {
  const body = renderBody(definition, values);
  const headers = {
    ...(tool.effect === 'change' ? { 'idempotency-key': idempotencyKey(callId) } : {}),
    ...renderHeaders(definition, values),
  };
  return {
    method: definition.method,
    url: renderUrl(definition, values),
    headers: body === null ? headers : { 'content-type': body.contentType, ...headers },
    body: body?.text ?? null,
    hosts: tool.hosts,
    intranetHosts: tool.intranetHosts,
    timeoutMs: tool.timeoutMs,
    maxBytes: tool.maxResultBytes,
  };
}

/**
 * A structured string, as draft-ietf-httpapi-idempotency-key-header defines it. A header of that name in the definition
 * takes precedence.
 */
function idempotencyKey(callId: string): string {
  return `"${callId}"`;
}
