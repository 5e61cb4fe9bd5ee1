import 'server-only';
import { isIP } from 'node:net';
import { egressError } from '@/lib/egress/egress-error';

const MAX_URL_LENGTH = 8_192;
/**
 * The WHATWG URL parser drops tabs and line breaks, trims blanks and reads `\` as `/`. Other parsers do not, so URLs
 * with such characters are refused.
 */
const SUSPICIOUS = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\ufeff\\]/;

/**
 * Parses a URL that a request may use: http or https, absolute, without user name and password. Callers use the parts
 * of the result, never its text, so that a second parser cannot read another host out of it.
 * @throws AppError `egress-url`
 */
export function checkUrl(text: string, base?: URL): URL {
  if (text.length > MAX_URL_LENGTH || SUSPICIOUS.test(text))
    throw egressError('egress-url', 'The address contains forbidden characters, or is too long');
  const url = URL.parse(text, base);
  if (url === null) throw egressError('egress-url', 'Not an address');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw egressError('egress-url', 'Only http and https');
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(text))
    throw egressError('egress-url', 'No user name or password in an address');
  if (url.hostname === '' || url.port === '0') throw egressError('egress-url', 'The address has no host');
  url.hash = '';
  return url;
}

/** Host name or address without the brackets of IPv6. */
export function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function effectivePort(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}

/**
 * Whether a list of `host` and `host:port` contains the URL's host. An entry without a port means the default port of
 * the scheme. A name matches itself only, not its subdomains.
 */
export function isListedHost(url: URL, entries: readonly string[]): boolean {
  return entries.some((entry) => {
    const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(entry.trim()) ?? [];
    const usual = url.protocol === 'https:' ? '443' : '80';
    return (
      host !== '' &&
      URL.parse(`http://${host}`)?.hostname === url.hostname &&
      (port === undefined ? usual : String(Number(port))) === effectivePort(url)
    );
  });
}

/**
 * How the intranet list names the URL's host: not at all, by name, or by its address. An address counts only when the
 * URL contains it.
 */
export function intranetListing(url: URL, intranetHosts: readonly string[]): 'no' | 'name' | 'address' {
  if (!isListedHost(url, intranetHosts)) return 'no';
  return isIP(bareHost(url)) === 0 ? 'name' : 'address';
}
