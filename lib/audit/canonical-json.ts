import 'server-only';

/**
 * JSON in the one form of RFC 8785 (JCS): members sorted by UTF-16 code units, no spaces, numbers as ECMAScript writes
 * them. Members that JSON leaves out are left out (undefined, functions); dates and others become what their `toJSON`
 * says. Halves of surrogate pairs, which JCS forbids, become U+FFFD, so that text typed by anybody can be recorded.
 * @throws TypeError for what JSON cannot say (a BigInt, a cycle, NaN or an infinity)
 */
export function canonicalJson(value: unknown): string {
  // Through JSON once: from here on there are only JSON's own kinds of values.
  return write(JSON.parse(JSON.stringify(value ?? null, refuseNonFinite)));
}

function refuseNonFinite(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no NaN and no infinity');
  return value;
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${write(name)}:${write(member)}`).join(',')}}`;
}
