import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough';
import type { Construct, Extension, State, Token, TokenizeContext, Tokenizer } from 'micromark-util-types';
import { addressLength } from '@/components/chat/markdown/address-length';
import { isDigit, isSpacedWord, isWord, type CharacterCode } from '@/components/chat/markdown/character-kinds';

const BACKSLASH = 92;
const UNDERSCORE = 95;

/** Where marks stand, and how many of them. */
interface Marks {
  readonly mark: CharacterCode;
  readonly size: number;
  readonly before: CharacterCode;
  readonly after: CharacterCode;
}

/**
 * Whether marks clearly begin something. They do not inside of a number, a size, a power or an identifier (`120*60`,
 * `2**10`, `100~~200`, `__init__`): there they are signs of their own.
 */
export function mayOpen({ mark, size, before, after }: Marks): boolean {
  if (size === 1) return isClearAlone(before, after);
  if (mark === UNDERSCORE && isSpacedWord(after)) return false;
  return !(isSpacedWord(before) && isSpacedWord(after));
}

/** Whether marks clearly end something that has begun. `**5**kg` ends; `2**10` and `char**argv` do not. */
export function mayClose({ mark, size, before, after }: Marks): boolean {
  if (size === 1) return isClearAlone(before, after);
  if (mark === UNDERSCORE && isSpacedWord(before)) return false;
  return !(isSpacedWord(before) && isSpacedWord(after)) || (isDigit(before) && !isDigit(after));
}

/** A single mark is the weakest of all: `长*宽*高`, `3* 4 *5` and `*5 折` have it as a sign. */
function isClearAlone(before: CharacterCode, after: CharacterCode): boolean {
  return !isDigit(before) && !isDigit(after) && !(isWord(before) && isWord(after));
}

function lastToken(context: TokenizeContext): Token | undefined {
  return context.events.at(-1)?.[1];
}

/**
 * The construct under another name, so that the one it replaces can be switched off; its marks count only where they
 * are clear.
 */
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

/** What a backslash takes its meaning from. Before anything else it is a backslash: in paths, patterns and shares. */
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

/** A bare address is one word: what looks like marks in it belongs to it. It becomes a link when the tree is there. */
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

/** Markdown in which a mark counts only where it is clearly one, and HTML is text. */
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
