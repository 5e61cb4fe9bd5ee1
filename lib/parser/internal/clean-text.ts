/**
 * What the tokenizers of Qwen and its relatives turn into control tokens. A document must not open a turn of the
 * assistant (huggingface/transformers#29279), so a space breaks them.
 */
const CONTROL_TOKEN = /<(?=\|[a-z0-9_]{1,40}\|>|\/?(?:think|tool_call|tool_response|tools)>)/gi;

// PostgreSQL cannot store NUL; the others are noise. Tab and line feed stay.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g;

const UNREADABLE = /[\ufffd\ue000-\uf8ff]|[\u{f0000}-\u{10fffd}]/gu;
const GARBLED_SHARE = 0.1;

export interface CleanText {
  readonly text: string;
  readonly brokenTokens: number;
  readonly isGarbled: boolean;
}

/** Text that can be stored and put into a prompt. */
export function cleanText(raw: string): CleanText {
  let brokenTokens = 0;
  const text = raw
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(CONTROL_TOKEN, () => {
      brokenTokens += 1;
      return '< ';
    });
  return { text, brokenTokens, isGarbled: unreadableShare(raw) > GARBLED_SHARE };
}

/** The share of characters that no reader can read: replacement, private use and control characters. */
export function unreadableShare(text: string): number {
  const visible = text.replace(/\s/gu, '');
  if (visible.length === 0) return 0;
  const bad = (visible.match(UNREADABLE)?.length ?? 0) + (visible.match(CONTROL)?.length ?? 0);
  return bad / visible.length;
}
