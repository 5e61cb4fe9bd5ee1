import path from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { looksLikeText, decodeText } from './decode-text';
import { ParseFailure } from './failure';
import { looksLikeCsv } from './looks-like-csv';
import type { Archive } from './zip';
import { openArchive } from './zip';
import type { DocumentKind } from '../contracts';

export interface Detected {
  readonly kind: DocumentKind;
  /** Opened and checked, for kinds that are archives. */
  readonly archive?: Archive;
}

const ZIP = [0x50, 0x4b];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];
const IMAGES = new Set(['png', 'jpg', 'webp', 'gif', 'bmp', 'avif']);
const ODF: Readonly<Record<string, DocumentKind>> = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' };
const BY_NAME: Readonly<Record<string, DocumentKind>> = {
  csv: 'csv',
  tsv: 'csv',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  log: 'text',
};

/** The kind of a document by its content. Throws for what is none of ours. */
export async function detectKind(bytes: Uint8Array, name: string, expandedLimit: number): Promise<Detected> {
  if (bytes.length === 0) throw new ParseFailure('document-empty', 'no bytes');
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (/%PDF-\d/.test(head)) return { kind: 'pdf' };
  if (head.startsWith('{\\rtf')) return { kind: 'rtf' };
  if (startsWith(bytes, ZIP)) return archiveKind(bytes, expandedLimit);
  if (startsWith(bytes, COMPOUND_FILE)) return { kind: compoundFileKind(bytes) };
  const type = await fileTypeFromBuffer(bytes.subarray(0, 65_536));
  if (type !== undefined && IMAGES.has(type.ext)) return { kind: 'image' };
  if (type !== undefined && type.mime !== 'application/xml' && !type.mime.startsWith('text/'))
    throw new ParseFailure('document-kind-unknown', `the content is ${type.mime}`);
  if (!looksLikeText(bytes)) throw new ParseFailure('document-kind-unknown', 'the content is no text');
  return { kind: textKind(bytes, name) };
}

async function archiveKind(bytes: Uint8Array, expandedLimit: number): Promise<Detected> {
  const archive = await openArchive(bytes, expandedLimit);
  const has = (name: string): boolean => archive.names.includes(name);
  if (has('word/document.xml')) return { kind: 'docx', archive };
  if (has('xl/workbook.xml') || has('xl/workbook.bin')) return { kind: 'xlsx', archive };
  if (has('ppt/presentation.xml')) return { kind: 'pptx', archive };
  const mime = new TextDecoder().decode(await archive.read('mimetype'));
  const odf = ODF[/^application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/.exec(mime)?.[1] ?? ''];
  if (odf !== undefined) {
    const manifest = new TextDecoder().decode(await archive.read('META-INF/manifest.xml'));
    if (manifest.includes('encryption-data')) throw new ParseFailure('document-protected', 'an encrypted ODF document');
    return { kind: odf, archive };
  }
  throw new ParseFailure('document-kind-unknown', 'an archive that is no office document');
}

/** DOC and XLS are streams of one container; their names stand in its directory as UTF-16. */
function compoundFileKind(bytes: Uint8Array): DocumentKind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (name: string): boolean => buffer.includes(Buffer.from(`${name}\0`, 'utf16le'));
  if (has('EncryptedPackage')) throw new ParseFailure('document-protected', 'an encrypted office document');
  if (has('WordDocument')) return 'doc';
  if (has('Workbook') || has('Book')) return 'xls';
  throw new ParseFailure('document-kind-unknown', 'a compound file that is neither DOC nor XLS');
}

function textKind(bytes: Uint8Array, name: string): DocumentKind {
  const text = decodeText(bytes.subarray(0, 65_536)).text;
  const start = text.replace(/^[\s\ufeff]+/, '').slice(0, 4_000);
  if (/^<\?xml\b/i.test(start)) return /<html\b/i.test(start) ? 'html' : 'xml';
  if (/^(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(start)) return 'html';
  if (
    /^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?(?:from|received|return-path|message-id|mime-version):/i.test(
      start,
    ) &&
    /^(?:subject|to|date|from):/im.test(start)
  )
    return 'eml';
  const extension = path.extname(name).slice(1).toLowerCase();
  const named = BY_NAME[extension];
  if (named !== undefined) return named;
  if (/^[[{]/.test(start) && (extension === 'json' || isJson(bytes))) return 'json';
  if (/^<[a-z][\w:.-]*[\s>/]/i.test(start)) return extension.startsWith('htm') ? 'html' : 'xml';
  if (looksLikeCsv(text)) return 'csv';
  return 'text';
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decodeText(bytes).text);
    return true;
  } catch {
    // Text that begins with a bracket.
    return false;
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
