export interface Directive {
  readonly tokens: number;
  readonly think: number;
}

const DIRECTIVE = /\[\[demo\s+([^\]]*)\]\]/;

/** Longest text a directive may ask for, in tokens. */
const TOKEN_LIMIT = 200_000;

/** The last `[[demo tokens=400 think=100]]` of a message: exactly so many tokens of filler; null when there is none. */
export function readDirective(message: string): Directive | null {
  const found = DIRECTIVE.exec(message);
  if (found === null) return null;
  const fields = new Map(
    (found[1] ?? '')
      .split(/\s+/)
      .map((field): [string, string] => [field.split('=')[0] ?? '', field.split('=')[1] ?? '']),
  );
  const count = (name: string, fallback: number): number => {
    const value = Number(fields.get(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? Math.min(value, TOKEN_LIMIT) : fallback;
  };
  return { tokens: count('tokens', 100), think: count('think', 0) };
}
