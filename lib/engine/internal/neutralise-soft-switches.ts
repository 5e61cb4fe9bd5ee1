/** `/no_think` anywhere, `/think` where it is not a part of a path or word. */
const SOFT_SWITCH = /\/(?=no_think(?!\w))|(?<![\w./-])\/(?=think(?![\w/-]))/g;
/** `<|im_start|>` and its like: engines tokenise the laid-out prompt, so that what somebody typed would open a turn of its own. */
const SPECIAL_TOKEN = /<(?=\|[a-z_]+\|>)/g;
/** Tags of Qwen3's template around thinking, calls and results. */
const TEMPLATE_TAG = /<(?=\/?(?:think|tool_call|tool_response|tools)>)/g;
const WORD_JOINER = '\u2060';

/**
 * Qwen3 obeys `/think` and `/no_think` in what a user writes. The mode chosen in the composer decides here, so an invisible word joiner
 * takes their meaning away; the text reads the same.
 */
export function neutraliseSoftSwitches(text: string): string {
  return text.includes('think') ? text.replace(SOFT_SWITCH, `/${WORD_JOINER}`) : text;
}

/** The same for tokens that begin and end messages: text stays text. */
export function neutraliseSpecialTokens(text: string): string {
  return text.includes('<|') ? text.replace(SPECIAL_TOKEN, `<${WORD_JOINER}`) : text;
}

/** The result of a tool: neither a switch, nor a turn, nor a call, nor its own end. */
export function neutraliseResult(text: string): string {
  return neutraliseSpecialTokens(neutraliseSoftSwitches(text)).replace(TEMPLATE_TAG, `<${WORD_JOINER}`);
}
