import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ParseFailure } from './failure';

const MOST_ENTRIES = 10_000;
const SUSPICIOUS_BYTES = 20_000_000;
const SUSPICIOUS_RATIO = 100;
const ENCRYPTED_FLAG = 1;

export interface Archive {
  readonly names: readonly string[];
  /** The bytes of an entry; a size that differs from the directory's is an error. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/** Reads the directory alone and refuses an archive that would unpack to too much. */
export async function openArchive(bytes: Uint8Array, expandedLimit: number): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(buffer, { lazyEntries: true, autoClose: false }, (error, file) => {
      if (error === null) resolve(file);
      else reject(error);
    });
  });
  const entries = await readDirectory(zip, expandedLimit);
  return {
    names: [...entries.keys()],
    read: async (name) => {
      const entry = entries.get(name);
      return entry === undefined ? undefined : readEntry(zip, entry);
    },
  };
}

function readDirectory(zip: ZipFile, expandedLimit: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      total += entry.uncompressedSize;
      const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
      if (entry.uncompressedSize > SUSPICIOUS_BYTES && ratio > SUSPICIOUS_RATIO)
        reject(new ParseFailure('document-expands', `an entry expands ${Math.round(ratio)} times`));
      else if (total > expandedLimit) reject(new ParseFailure('document-expands', `more than ${expandedLimit} bytes`));
      else if (entries.size >= MOST_ENTRIES)
        reject(new ParseFailure('document-expands', `more than ${MOST_ENTRIES} entries`));
      else if ((entry.generalPurposeBitFlag & ENCRYPTED_FLAG) !== 0)
        reject(new ParseFailure('document-protected', 'an encrypted archive'));
      else {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      }
    });
    zip.readEntry();
  });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
