import 'server-only';
import { toRegExpDetails } from 'oniguruma-to-es';
import { runBounded } from '@/lib/tools/internal/arguments/run-bounded';

const TIMEOUT_MS = 200;
const MAX_CHARS = 2_000;
const MAX_TRANSLATED_CHARS = 4_000;

/**
 * A pattern in the dialect of JSON Schema (ECMA-262 with the flag `u`), from whichever one it was written in: Java,
 * .NET, PCRE, Python, Ruby, POSIX classes, or JavaScript between slashes.
 * @returns the pattern itself when it is one already; null when it cannot be said there
 */
export function translatePattern(pattern: string): string | null {
  if (isEcmaScript(pattern) && !/\[:\^?[a-z]+:\]/.test(pattern) && !SLASHES.test(pattern)) return pattern;
  if (pattern.length > MAX_CHARS) return null;
  try {
    const outcome = runBounded(TIMEOUT_MS, () => translate(pattern));
    return outcome.done && outcome.result.length <= MAX_TRANSLATED_CHARS && isEcmaScript(outcome.result)
      ? outcome.result
      : null;
  } catch {
    // The translator throws for every construct that it cannot say in JavaScript.
    return null;
  }
}

/** `/^…$/i`: as a pattern it could never match, since something stands before `^`. */
const SLASHES = /^\/(\^.*\$)\/([a-z]*)$/s;
/** Flags for all of the pattern: `(?i)`, `(?im)`. */
const FLAGS = /^((?:\\A|\^)?)\(\?([a-zA-Z]+)\)/;

/** An alternative in which case counts; U+E000 stands in no pattern. */
const SENSITIVE = '|q\ue000';

function translate(pattern: string): string {
  const [, inside, slashFlags = ''] = SLASHES.exec(pattern) ?? [];
  const unslashed = inside ?? pattern;
  const [prefix = '', anchor = '', ownFlags = ''] = FLAGS.exec(unslashed) ?? [];
  const flags = `${slashFlags}${ownFlags}`;
  const source = toOniguruma(`${anchor}${unslashed.slice(prefix.length)}`);
  // JSON Schema has no flags: where only a part has one, the translator writes both cases out.
  const insensitive = flags.includes('i') ? `(?i:${source})${SENSITIVE}` : source;
  const translated = toRegExpDetails(insensitive, {
    target: 'ES2018',
    flags: `DSW${flags.includes('s') ? 'm' : ''}${flags.includes('x') ? 'x' : ''}`,
    rules: { singleline: !flags.includes('m'), asciiWordBoundaries: true, captureGroup: true },
  });
  if (translated.flags.includes('i')) throw new Error('a flag that a pattern cannot carry');
  // "Before a line end at the end of the text" is the end in what people mean, and U+017F and U+212A are no letters
  // that they wrote.
  const plain = translated.pattern.replaceAll('(?=\\n?$)', '$').replace(SENSITIVE, '');
  return /[\u017f\u212a]/.test(pattern) ? plain : plain.replaceAll(/[\u017f\u212a]/g, '');
}

/** Words of other dialects in that of Oniguruma, which the translator reads. */
function toOniguruma(source: string): string {
  return source
    .replaceAll(/\\Q(.*?)(?:\\E|$)/gs, (_whole, literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll(/(\\[pP]\{\^?)(?:Is|java)(?=\w)/g, '$1');
}

function isEcmaScript(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}
