/** The target of a link in an answer. `none`: it cannot be followed (scripts, data, incomplete addresses). */
export type LinkTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'inside'; readonly href: string }
  | { readonly kind: 'outside'; readonly href: string; readonly host: string };

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * Classifies a link written by a model, possibly after a prompt injection. Only web pages, mail and telephone numbers
 * are allowed, and the host is always shown, whatever the text of the link is. `origin` is this page's.
 */
export function linkTarget(href: string | undefined, origin: string): LinkTarget {
  if (href === undefined || href === '') return { kind: 'none' };
  if (href.startsWith('#')) return { kind: 'inside', href };
  let url: URL;
  try {
    url = new URL(href, origin);
  } catch {
    return { kind: 'none' };
  }
  if (!SCHEMES.has(url.protocol)) return { kind: 'none' };
  if (url.origin === origin) return { kind: 'inside', href: url.pathname + url.search + url.hash };
  return { kind: 'outside', href: url.href, host: url.host === '' ? url.pathname : url.host };
}

/** Whether the text of a link already contains its host, so that it is not shown twice. */
export function namesHost(text: string, host: string): boolean {
  const said = text.trim().toLowerCase();
  return (
    said === host ||
    said === host.replace(/^www\./, '') ||
    new RegExp(`^https?://${host.replaceAll('.', '\\.')}(?:[/?#:].*)?$`).test(said)
  );
}
