import 'server-only';

const MAX_TITLE_GRAPHEMES = 40;
/** Enough units for the longest title even when every character is an emoji family. */
const TITLE_SOURCE_UNITS = 2_000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * A conversation's first title, made from its first question: the first sentence without Markdown, at most 40
 * characters (as people count them). Never empty: a text of invisible characters becomes an ellipsis.
 */
export function makeTitle(text: string): string {
  const source = text.slice(0, TITLE_SOURCE_UNITS).toWellFormed();
  const line =
    source
      .split(/[\r\n\u2028\u2029]+/u)
      .map(stripMarkdown)
      .find((candidate) => candidate !== '') ?? tidyTitle(source);
  const sentence = firstSentence(line);
  return shorten(sentence || line) || '…';
}

/** Markdown removed from one line: what a reader of the rendered page would see. */
function stripMarkdown(line: string): string {
  const bare = line
    .replace(/^\s*(?:```|~~~).*$/u, '')
    .replace(/^\s*(?:[-*_]\s*){3,}$/u, '')
    .replace(/^(?:\s*(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+))+/u, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)/gu, '$1')
    .replace(/`+([^`]+)`+/gu, '$1');
  return /[\p{L}\p{N}\p{S}]/u.test(bare) ? tidyTitle(bare) : '';
}

/** One line of visible characters: no controls, no direction overrides (they could disguise a title), single spaces. */
export function tidyTitle(text: string): string {
  return text
    .replace(/[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

function firstSentence(line: string): string {
  const end = /[。！？!?；;]+(?=[^。！？!?；;])|\.(?=\s)/u.exec(line);
  const sentence = end === null ? line : line.slice(0, end.index + end[0].length);
  return sentence.replace(/[。.，,：:；;、\s]+$/u, '');
}

function shorten(title: string): string {
  const characters = Array.from(graphemes.segment(title), ({ segment }) => segment);
  if (characters.length <= MAX_TITLE_GRAPHEMES) return title;
  return `${characters
    .slice(0, MAX_TITLE_GRAPHEMES - 1)
    .join('')
    .trimEnd()}…`;
}
