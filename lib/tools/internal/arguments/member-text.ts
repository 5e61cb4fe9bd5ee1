import 'server-only';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/**
 * How a member of a JSON object is written: what `JSON.parse` gives of it has lost digits of long numbers and what was
 * named twice.
 * @param json a valid text of JSON
 * @returns undefined when it is no object or has no such member; of several the last one, which is the one that is read
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
