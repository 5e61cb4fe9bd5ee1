import 'server-only';
import { randomUUID } from 'node:crypto';

export interface MultipartField {
  readonly name: string;
  readonly text: string;
  /** `application/json` for JSON; undefined: plain text. */
  readonly contentType?: string;
}

/** Writes a multipart/form-data body (RFC 7578). The boundary is random: no argument can contain it. */
export function writeMultipart(fields: readonly MultipartField[]): {
  readonly text: string;
  readonly contentType: string;
} {
  const boundary = `yika-${randomUUID()}`;
  const parts = fields.map(({ name, text, contentType }) => {
    const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"\r\n${type}\r\n${text}\r\n`;
  });
  return { text: `${parts.join('')}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** As HTML's forms write it. */
function escapeName(name: string): string {
  return name.toWellFormed().replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
