/** The hosts of a text field: one per line, or separated by commas and blanks, also Chinese ones. */
export function splitHosts(text: string): string[] {
  return [...new Set(text.split(/[\s,;，；、]+/).filter((part) => part !== ''))];
}
