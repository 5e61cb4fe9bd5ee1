import 'server-only';
import type { StoredTool } from '@/lib/tools/contracts';
import { secretNames } from '@/lib/tools/internal/http/check-http-definition';
import { templateOrigin } from '@/lib/tools/internal/http/render-url';
import { referredSecrets } from '@/lib/secrets/contracts';

/** Where a call of the tool goes and which secrets it takes along, by their names. */
export function describeTarget({
  definition,
  server,
}: Pick<StoredTool, 'definition' | 'server'>): Readonly<Record<string, unknown>> {
  if (definition.kind === 'http')
    return { method: definition.method, origin: templateOrigin(definition.url), secrets: secretNames(definition) };
  if (server === null) return {};
  if (server.transport === 'stdio') return { transport: 'stdio', server: server.server };
  return {
    method: 'POST',
    origin: new URL(server.url).origin,
    secrets: [...new Set(server.headers.flatMap(({ value }) => referredSecrets(value)))],
  };
}

/**
 * How a tool is called, so that the log can prove what it did at a time when it has long become another one. Of headers
 * and query the names alone: their values may contain a credential that somebody pasted; `definitionHash` covers them.
 * The body is a member of its own, which the log cuts by itself.
 */
export function describeRequest({ definition }: Pick<StoredTool, 'definition'>): Readonly<Record<string, unknown>> {
  if (definition.kind === 'builtin') return { request: { builtin: definition.builtin } };
  if (definition.kind === 'mcp') return { request: { remoteName: definition.remoteName } };
  const { method, url, query, headers, bodyType, resultPointer, body } = definition;
  return {
    request: {
      method,
      url: withoutQueryValues(url),
      query: query.map(({ name }) => name),
      headers: headers.map(({ name }) => name),
      bodyType,
      resultPointer,
      secrets: secretNames(definition),
    },
    ...(body === null ? {} : { body }),
  };
}

/** `?key=abc&q={{q}}` as `?key=…&q={{q}}`: what an argument fills in stays readable. */
function withoutQueryValues(template: string): string {
  const at = template.indexOf('?');
  if (at === -1) return template;
  const pairs = template.slice(at + 1).split(/&(?![^{}]*\}\})/);
  return `${template.slice(0, at)}?${pairs.map((pair) => pair.replace(/=(?!\{\{[^{}]*\}\}$).*/s, '=…')).join('&')}`;
}
