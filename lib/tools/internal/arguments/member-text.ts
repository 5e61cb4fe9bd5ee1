import 'server-only';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/**
 * The source text of a member of a JSON object: `JSON.parse` loses digits of long numbers and duplicate names.
 * @param json a valid JSON text
 * @returns undefined when it is no object or has no such member; of duplicates the last one, which parsers use
 */
export function memberText(json: string, name: string): string | undefined {
  let depth = 0;
  let key: string | undefined;
  let start: number | undefined;
  let found: string | undefined;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (depth === 1 && start !== undefined && (token === ',' || token === '}')) {
      found = json.slice(start, index).trim();
      start = undefined;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token === ':') start = key === name ? index + 1 : undefined;
    else if (depth === 1 && token.startsWith('"') && start === undefined) key = String(JSON.parse(token));
  }
  return found;
}
