/** The hosts of a text field: one a line, or between commas and blanks, Chinese ones too. */
export function splitHosts(text: string): string[] {
  return [...new Set(text.split(/[\s,;，；、]+/).filter((part) => part !== ''))];
}
