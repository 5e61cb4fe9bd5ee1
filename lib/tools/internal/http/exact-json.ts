import 'server-only';

declare global {
  /** Access to the source text in ES2026, which Node supports and TypeScript's library does not declare yet. */
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
  }
}

/**
 * Parses JSON so that `JSON.stringify` writes every number as it was: order numbers of 19 digits do not fit a double.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value, context) => {
    const isExact = typeof value !== 'number' || context.source === undefined || String(value) === context.source;
    return isExact ? value : JSON.rawJSON(context.source);
  });
}

/** Resolves a JSON Pointer (RFC 6901); undefined when there is no such value. Own properties only. */
export function resolvePointer(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d{0,9})$/.test(token) ? value[Number(token)] : undefined;
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, token))
      value = Object.entries(value).find(([key]) => key === token)?.[1];
    else return undefined;
  }
  return value;
}
