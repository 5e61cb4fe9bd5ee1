import 'server-only';

/** What stands for a secret's value wherever it is echoed. */
const MASK = '***';

/**
 * A text without the values of secrets: as they are and in the spellings that servers echo them in (JSON, percent-encoded,
 * form-encoded, HTML, Base64). Who hides a value otherwise (reversed, cut in two) is not stopped: the host was trusted with it.
 */
export function maskSecrets(text: string, values: Iterable<string>): string {
  const spellings = [...new Set([...values].flatMap(spellingsOf))].filter((spelling) => spelling !== '').sort((one, other) => other.length - one.length);
  return spellings.reduce((masked, spelling) => masked.replaceAll(spelling, MASK), text);
}

function spellingsOf(value: string): string[] {
  const percent = encodeURIComponent(value.toWellFormed());
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const base64 = Buffer.from(value).toString('base64');
  const asciiJson = JSON.stringify(value).slice(1, -1).replaceAll(/[^\u0020-\u007e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    value, JSON.stringify(value).slice(1, -1), asciiJson, asciiJson.replaceAll('/', '\\/'), percent, lowerHex(percent), form, lowerHex(form),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    base64, base64.replaceAll('=', ''), Buffer.from(value).toString('base64url'),
  ];
}

function lowerHex(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
