import 'server-only';
import type { StoredTool } from '@/lib/tools/contracts';
import { secretNames } from '@/lib/tools/internal/http/check-http-definition';
import { templateOrigin } from '@/lib/tools/internal/http/render-url';
import { referredSecrets } from '@/lib/secrets/contracts';

/** The target of a tool's calls, and the names of the secrets that are sent. */
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
 * How a tool is called, for the audit log: it proves what the tool did at a time when the tool has long been changed.
 * Only the names of headers and query parameters: a value may contain a pasted credential; `definitionHash` covers the
 * values. The body is a separate member, which the log may cut.
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

/** Turns `?key=abc&q={{q}}` into `?key=…&q={{q}}`: only placeholders stay readable. */
function withoutQueryValues(template: string): string {
  const at = template.indexOf('?');
  if (at === -1) return template;
  const pairs = template.slice(at + 1).split(/&(?![^{}]*\}\})/);
  return `${template.slice(0, at)}?${pairs.map((pair) => pair.replace(/=(?!\{\{[^{}]*\}\}$).*/s, '=…')).join('&')}`;
}
