export interface Header {
  readonly key: string;
  readonly value: string;
}

/**
 * The headers of every response of the app (docs/decisions/0047-a-page-loads-nothing-of-others.md): a page
 * loads from and sends to this site alone, whatever an answer of a model or a tool says. `next dev` makes code at run
 * time and receives changes on a socket.
 */
export function securityHeaders(isDevelopment: boolean): Header[] {
  return [
    { key: 'Content-Security-Policy', value: contentSecurityPolicy(isDevelopment) },
    { key: 'X-Content-Type-Options', value: 'nosniff' },
    { key: 'Referrer-Policy', value: 'same-origin' },
  ];
}

/** Instead of the policy of the app, for the bytes of files: whatever is in them, they load and run nothing. */
export function downloadHeaders(): Header[] {
  return [{ key: 'Content-Security-Policy', value: "default-src 'none'; sandbox" }];
}

function contentSecurityPolicy(isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    // Inline: Next.js streams a page's data as scripts in it.
    `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Inline: style attributes of React and KaTeX, and the style element of a mermaid drawing.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDevelopment ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
