const SHORTEST = 3;

/** A foreign text as a Markdown block that it cannot end: its fence is longer than any run of backticks in it. */
export function fencedText(text: string): string {
  let longest = SHORTEST - 1;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
