import { mayClose, mayOpen } from '@/components/chat/markdown/clear-marks';
import { isSpace, type CharacterCode } from '@/components/chat/markdown/character-kinds';

const codeAt = (text: string, index: number): CharacterCode =>
  index >= 0 && index < text.length ? text.charCodeAt(index) : null;

/** The open marks of a line, the innermost first. */
function openMarks(line: string): readonly string[] {
  const open: string[] = [];
  for (const { 0: marks, index } of line.matchAll(/(?<![*~\\])(?:\*\*|~~)(?![*~])/g)) {
    const found = {
      mark: codeAt(marks, 0),
      size: marks.length,
      before: codeAt(line, index - 1),
      after: codeAt(line, index + marks.length),
    };
    if (open[0] === marks && !isSpace(found.before) && mayClose(found)) open.shift();
    else if (!open.includes(marks) && !isSpace(found.after) && mayOpen(found)) open.unshift(marks);
  }
  return open;
}

const BEGUN_LINK = /(?<!\\)(!?)\[([^[\]\n]*)\]\((?:https?:[^()\s]*|(?:mailto:|tel:|\/|#)[^()\s]*|h|ht|htt|https?)?$/;
/** Text whose marks do not count: code and targets of links. */
const HIDDEN = /(?<ticks>`+)(?!`)[^`]*\k<ticks>(?!`)|\]\([^()\s]*\)/g;
const BEGUN_CODE = /(?<![`\\])(?<ticks>`{1,2})(?=[^`])[^`]*$/;

/**
 * Closes what the last line of unfinished prose has clearly opened: strong and struck text, code, a link. Marks at the
 * very end, which the next character may change, are left open. Everything else is shown as it is.
 */
export function completeMarks(text: string): string {
  const settled = text.replace(/(?<!\\)[*~]+$/, '');
  const lineStart = settled.lastIndexOf('\n') + 1;
  const line = settled.slice(lineStart);
  const bare = line.replaceAll(HIDDEN, (hidden) => '.'.repeat(hidden.length));
  const code = BEGUN_CODE.exec(bare);
  const linked =
    code === null
      ? line.replace(
          BEGUN_LINK,
          (_, image: string, label: string) =>
            `${image}[${label}](streamdown:incomplete-${image === '' ? 'link' : 'image'})`,
        )
      : line;
  const words = code === null ? bare : `${bare.slice(0, code.index)}.`;
  const ends = (code?.groups?.ticks ?? '') + openMarks(words.split(/(?<!\\)\|/).at(-1) ?? '').join('');
  return settled.slice(0, lineStart) + (ends === '' ? linked : linked.trimEnd() + ends);
}
