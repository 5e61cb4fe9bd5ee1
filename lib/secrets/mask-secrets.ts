import 'server-only';

/** What stands for a secret's value wherever it is echoed. */
const MASK = '***';

/**
 * A text without the values of secrets: as they are and in the spellings that servers echo them in (JSON,
 * percent-encoded, form-encoded, HTML, Base64, lower case as in media types and hosts). Only of a text that nobody has
 * cut yet: half a value is no spelling of it. Who hides a value otherwise (reversed, cut in two) is not stopped: the
 * host was trusted with it.
 * @param isCut only the beginning of the text could be read: what of its end may be the beginning of a value is left
 * out
 */
export function maskSecrets(text: string, values: Iterable<string>, isCut = false): string {
  const spellings = [...new Set([...values].flatMap(spellingsOf))]
    .filter((spelling) => spelling !== '')
    .sort((one, other) => other.length - one.length);
  const masked = spellings.reduce((left, spelling) => left.replaceAll(spelling, MASK), text);
  const [longest] = spellings;
  return isCut && longest !== undefined ? masked.slice(0, Math.max(0, masked.length - longest.length)) : masked;
}

function spellingsOf(value: string): string[] {
  const percent = encodeURIComponent(value.toWellFormed());
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const base64 = Buffer.from(value).toString('base64');
  const asciiJson = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(/[^\u0020-\u007e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    value,
    value.toLowerCase(),
    JSON.stringify(value).slice(1, -1),
    asciiJson,
    asciiJson.replaceAll('/', '\\/'),
    percent,
    lowerHex(percent),
    form,
    lowerHex(form),
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    base64,
    base64.replaceAll('=', ''),
    Buffer.from(value).toString('base64url'),
  ];
}

function lowerHex(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
