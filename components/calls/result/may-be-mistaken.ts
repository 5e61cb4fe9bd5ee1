import { hasOddBlanks } from '@/components/calls/result/visible-text';

const NO_TEXTS = new Set(['true', 'false', 'null', 'undefined', '—']);
/** How an object, a list or a quoted text begins. */
const LIKE_JSON = /^[[{"]/;

/**
 * Whether a text, written without quotes, could be taken for something that is no text, or for one without its spaces.
 */
export function mayBeMistaken(text: string): boolean {
  const read = text.normalize('NFKC').trim();
  if (hasOddBlanks(text) && !text.includes('\n')) return true;
  return (
    read !== text.normalize('NFKC') ||
    LIKE_JSON.test(read) ||
    NO_TEXTS.has(read.toLowerCase()) ||
    (read !== '' && Number.isFinite(Number(read)))
  );
}
