import { countableText } from '@/components/calls/result/visible-text';

const MAX_CHARS = 80;
const END_CHARS = 20;
/**
 * Words of letters, digits and the marks that names usually have, with single spaces between them; a unit in brackets
 * may follow: 总额（元）.
 */
const PLAIN =
  /^[\p{L}\p{N}\p{M}_$@.[\]/-]+(?: [\p{L}\p{N}\p{M}_$@.[\]/-]+)*(?:（[\p{L}\p{N}%/℃㎡]{1,6}）| ?\([\p{L}\p{N}%/℃㎡]{1,6}\))?$/u;

/**
 * The name of an argument where it is decided about: in quotes when it could be taken for something else than a name,
 * and cut in its middle when it is long.
 */
export function argumentNameText(name: string): string {
  const isLong = name.length > MAX_CHARS;
  const short = isLong
    ? `${name.slice(0, MAX_CHARS - END_CHARS).toWellFormed()}…${name.slice(-END_CHARS).toWellFormed()}`
    : name;
  const text = countableText(isLong || !PLAIN.test(name) ? JSON.stringify(short) : name);
  return isLong ? `${text} (${name.length})` : text;
}
