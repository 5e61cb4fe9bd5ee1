import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough';
import type { Construct, Extension, State, Token, TokenizeContext, Tokenizer } from 'micromark-util-types';
import { addressLength } from '@/components/chat/markdown/address-length';
import { isDigit, isSpacedWord, isWord, type CharacterCode } from '@/components/chat/markdown/character-kinds';

const BACKSLASH = 92;
const UNDERSCORE = 95;

/** A run of marks and the characters around it. */
interface Marks {
  readonly mark: CharacterCode;
  readonly size: number;
  readonly before: CharacterCode;
  readonly after: CharacterCode;
}

/**
 * Whether marks clearly open something. They do not within a number, a size, a power or an identifier (`120*60`,
 * `2**10`, `100~~200`, `__init__`).
 */
export function mayOpen({ mark, size, before, after }: Marks): boolean {
  if (size === 1) return isClearAlone(before, after);
  if (mark === UNDERSCORE && isSpacedWord(after)) return false;
  return !(isSpacedWord(before) && isSpacedWord(after));
}

/** Whether marks clearly close something. `**5**kg` closes; `2**10` and `char**argv` do not. */
export function mayClose({ mark, size, before, after }: Marks): boolean {
  if (size === 1) return isClearAlone(before, after);
  if (mark === UNDERSCORE && isSpacedWord(before)) return false;
  return !(isSpacedWord(before) && isSpacedWord(after)) || (isDigit(before) && !isDigit(after));
}

/** A single mark is ambiguous most often: `长*宽*高`, `3* 4 *5` and `*5 折` contain it as a plain character. */
function isClearAlone(before: CharacterCode, after: CharacterCode): boolean {
  return !isDigit(before) && !isDigit(after) && !(isWord(before) && isWord(after));
}

function lastToken(context: TokenizeContext): Token | undefined {
  return context.events.at(-1)?.[1];
}

/** The construct under another name, so that the original can be disabled; its marks count only when they are clear. */
function onlyClear(construct: Construct): Construct {
  const clear: Tokenizer = function clear(effects, ok, nok) {
    const before = this.previous;
    let mark: CharacterCode = null;
    const after: State = (code) => {
      const token = lastToken(this);
      if (token !== undefined) {
        const marks = { mark, size: token.end.offset - token.start.offset, before, after: code };
        token._open = token._open === true && mayOpen(marks);
        token._close = token._close === true && mayClose(marks);
      }
      return ok(code);
    };
    const original = construct.tokenize.call(this, effects, after, nok);
    return (code) => {
      mark = code;
      return original(code);
    };
  };
  return { ...construct, name: `clear-${construct.name ?? ''}`, tokenize: clear };
}

/**
 * Characters that a backslash escapes. Before others it is a plain backslash, as in paths, patterns and network shares.
 */
const ESCAPABLE = new Set(Array.from('`*_[]()#+-.!|~$<>&', (character) => character.charCodeAt(0)));

const tokenizeEscape: Tokenizer = (effects, ok, nok) => {
  const inside: State = (code) => {
    if (code === null || !ESCAPABLE.has(code)) return nok(code);
    effects.exit('escapeMarker');
    effects.enter('characterEscapeValue');
    effects.consume(code);
    effects.exit('characterEscapeValue');
    effects.exit('characterEscape');
    return ok;
  };
  return (code) => {
    effects.enter('characterEscape');
    effects.enter('escapeMarker');
    effects.consume(code);
    return inside;
  };
};

const LONGEST_ADDRESS = 2_048;

/** A bare address is one token: marks within it are part of it. It becomes a link once the tree is built. */
const tokenizeAddress: Tokenizer = function tokenizeAddress(effects, ok, nok) {
  let text = '';
  const look: Construct = {
    partial: true,
    tokenize: (looking, found) => {
      const more: State = (code) => {
        if (
          code === null ||
          code <= 32 ||
          text.length >= LONGEST_ADDRESS ||
          (text.length === 8 && !/^(?:https?:\/\/|www\.)/i.test(text))
        ) {
          looking.exit('data');
          return found(code);
        }
        text += String.fromCharCode(code);
        looking.consume(code);
        return more;
      };
      return (code) => {
        looking.enter('data');
        return more(code);
      };
    },
  };
  const isInWord = isSpacedWord(this.previous);
  const take: State = (code) => {
    let left = isInWord ? 0 : addressLength(text, 0);
    if (left === 0) return nok(code);
    const more: State = (next) => {
      if (left === 0) {
        effects.exit('data');
        return ok(next);
      }
      left -= 1;
      effects.consume(next);
      return more;
    };
    effects.enter('data');
    return more(code);
  };
  return effects.check(look, take, nok);
};

function constructsOf(extension: Extension): Readonly<Record<string, Construct>> {
  return Object.fromEntries(
    Object.entries(extension.text ?? {}).flatMap(([code, construct]) =>
      construct === undefined ? [] : [construct].flat().map((one) => [code, onlyClear(one)]),
    ),
  );
}

const EMPHASIS = constructsOf(cjkFriendlyExtension());
const STRIKETHROUGH = constructsOf(gfmStrikethroughCjkFriendly({ singleTilde: false }));
const ESCAPE: Construct = { name: 'clear-escape', tokenize: tokenizeEscape };
const ADDRESS: Construct = { name: 'address', tokenize: tokenizeAddress };

/** Markdown in which only clear marks count and HTML is text. */
export const CLEAR_MARKS: Extension = {
  disable: { null: ['attention', 'strikethrough', 'characterEscape', 'protocolAutolink', 'wwwAutolink', 'htmlFlow'] },
  text: {
    ...EMPHASIS,
    ...STRIKETHROUGH,
    [BACKSLASH]: ESCAPE,
    ...Object.fromEntries(Array.from('hHwW', (letter) => [letter.charCodeAt(0), ADDRESS])),
  },
  string: { [BACKSLASH]: ESCAPE },
  insideSpan: { null: [...new Set([...Object.values(EMPHASIS), ...Object.values(STRIKETHROUGH)])] },
  attentionMarkers: { null: ['*', '_', '~'].map((mark) => mark.charCodeAt(0)) },
};
