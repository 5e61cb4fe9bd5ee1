import 'server-only';
import anyAscii from 'any-ascii';
import { pinyin } from 'pinyin-pro';

const MAX_LENGTH = 64;
/** Most characters that are read: the patterns below take quadratic time. */
const MAX_TEXT_CHARS = 1_000;

/**
 * Makes a name that the model can call from any text: `getPetById` becomes get_pet_by_id, `查询订单` cha_xun_ding_dan. A
 * number is appended when the name is in `taken`.
 */
export function makeToolName(text: string, taken: ReadonlySet<string>): string {
  const words = toLatin(text.slice(0, MAX_TEXT_CHARS))
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const start = words === '' ? 'tool' : /^[a-z]/.test(words) ? words : `tool_${words}`;
  const name = start.slice(0, MAX_LENGTH).replace(/_+$/, '');
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `_${number}`;
    const candidate = `${name.slice(0, MAX_LENGTH - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Transliterates Chinese by the pronunciation of its words (重庆 is chong qing), other scripts letter by letter. */
function toLatin(text: string): string {
  return text
    .replaceAll(
      /\p{Script=Han}+/gu,
      (words) => `_${pinyin(words, { toneType: 'none', type: 'array', v: true }).join('_')}_`,
    )
    .replaceAll(/[^\u0000-\u007f]+/g, (letters) => anyAscii(letters));
}
