import 'server-only';

/** The media type in lower case, without parameters; empty when the header is missing or malformed. */
export function mediaType(contentType: string): string {
  const [type = ''] = contentType.split(';');
  const trimmed = type.trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(trimmed) ? trimmed : '';
}

/**
 * Decodes bytes by their byte order mark, else by the charset of the content type, else (XML) by that of the
 * declaration, else as UTF-8. Labels as in the WHATWG Encoding standard (gbk, gb18030, big5, …); invalid bytes become
 * U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const label =
    byteOrderMark(bytes) ??
    /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ??
    xmlEncoding(bytes, contentType) ??
    'utf-8';
  return decoderFor(label).decode(bytes);
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function xmlEncoding(bytes: Uint8Array, contentType: string): string | undefined {
  if (!mediaType(contentType).endsWith('xml')) return undefined;
  return /^<\?xml[^>]{0,200}?encoding=["']([\w.:-]+)["']/.exec(
    Buffer.from(bytes.subarray(0, 256)).toString('latin1'),
  )?.[1];
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    // Unknown label: most such answers are UTF-8, and a wrong guess is visible.
    return new TextDecoder('utf-8');
  }
}
