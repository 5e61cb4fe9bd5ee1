import 'server-only';
import type { PageImage } from '@/lib/documents/contracts';

/** Of base64 text in this process: about 100 pages. */
const MOST_CHARACTERS = 32_000_000;

declare global {
  var yikaKeptPages: Map<string, PageImage> | undefined;
}

/** Pages that were drawn lately, by person, file and number. The longest unused are dropped. */
const pages = (): Map<string, PageImage> => (globalThis.yikaKeptPages ??= new Map<string, PageImage>());

export function keptPage(key: string): PageImage | undefined {
  const page = pages().get(key);
  if (page === undefined) return undefined;
  pages().delete(key);
  pages().set(key, page);
  return page;
}

export function keepPage(key: string, page: PageImage): void {
  pages().set(key, page);
  let size = [...pages().values()].reduce((sum, { image }) => sum + image.length, 0);
  for (const [oldest, { image }] of pages()) {
    if (size <= MOST_CHARACTERS || oldest === key) return;
    pages().delete(oldest);
    size -= image.length;
  }
}

/** Whether a page with this beginning of its key is kept. */
export function hasKeptPage(prefix: string): boolean {
  return [...pages().keys()].some((key) => key.startsWith(prefix));
}
