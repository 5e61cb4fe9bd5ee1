import 'server-only';
import { egressError } from '@/lib/egress/egress-error';

/** Headers that belong to the connection or are set here; a caller cannot set them. */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'accept-encoding',
  'http2-settings',
]);
/** Headers that are sent to another origin after a redirect; any other header may be a credential. */
const HARMLESS = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
/** Printable Latin-1 characters, blanks and tabs: no CR, LF or NUL, which could begin another header. */
export const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const MAX_VALUE_LENGTH = 8_192;

/**
 * Validates the headers of a request and returns them by lower-case names.
 * @throws AppError `egress-header` with the header's `name`, never its value
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {
    'user-agent': 'Yika',
    accept: 'application/json, text/*;q=0.9, application/xml;q=0.8',
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || CONNECTION_HEADERS.has(name.toLowerCase()))
      throw egressError('egress-header', 'This header must not be set', { name });
    if (!HEADER_VALUE.test(value) || value.length > MAX_VALUE_LENGTH)
      throw egressError('egress-header', 'A header’s value must be one line of Latin-1 characters', { name });
    checked[name.toLowerCase()] = value;
  }
  return checked;
}

/** The headers that go along to another origin. */
export function harmlessHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name)));
}
