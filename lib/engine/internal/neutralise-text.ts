/** `/no_think` anywhere, `/think` where it is not a part of a path or word. */
const SOFT_SWITCH = /\/(?=no_think(?!\w))|(?<![\w./-])\/(?=think(?![\w/-]))/g;
/**
 * `<|im_start|>` and its like, and the tags of Qwen3's template around thinking, calls, results and tools. Engines
 * tokenise the laid-out prompt, so that what somebody wrote would open a turn, a call or a result of its own; Qwen3's
 * results stand in user turns, so that a question is no safer place than a result.
 */
const CONTROL_TAG = /<(?=\|[a-z_]+\|>|\/?(?:think|tool_call|tool_response|tools)>)/g;
const WORD_JOINER = '\u2060';

/** Text that stays text: an invisible word joiner takes the meaning of control tags away; it reads the same. */
export function neutraliseTags(text: string): string {
  return text.includes('<') ? text.replace(CONTROL_TAG, `<${WORD_JOINER}`) : text;
}

/**
 * The same for what stands in user and system turns, where Qwen3 also obeys `/think` and `/no_think`: the mode chosen
 * in the composer decides here.
 */
export function neutraliseText(text: string): string {
  return neutraliseTags(text.includes('think') ? text.replace(SOFT_SWITCH, `/${WORD_JOINER}`) : text);
}
