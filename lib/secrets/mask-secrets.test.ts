import { describe, expect, it } from 'vitest';
import { maskSecrets } from '@/lib/secrets/mask-secrets';

const SECRET = 'p@ss/"wörd"&<+> 密';

describe('maskSecrets', () => {
  it.each([
    SECRET,
    JSON.stringify({ echo: SECRET }),
    encodeURIComponent(SECRET),
    encodeURIComponent(SECRET).toLowerCase(),
    new URLSearchParams({ a: SECRET }).toString(),
    Buffer.from(SECRET).toString('base64'),
    Buffer.from(SECRET).toString('base64url'),
    `<a>${SECRET}</a>`,
    'p@ss/&quot;wörd&quot;&amp;&lt;+&gt; 密',
    JSON.stringify(SECRET).replaceAll('ö', '\\u00f6').replaceAll('密', '\\u5bc6'),
    JSON.stringify(SECRET).replaceAll('ö', '\\u00f6').replaceAll('密', '\\u5bc6').replaceAll('/', '\\/'),
  ])('hides it in %s', (text) => {
    const masked = maskSecrets(`before ${text} between ${text} after`, [SECRET]);
    expect(masked).toMatch(/^before .*\*\*\*.* between .*\*\*\*.* after$/);
    for (const piece of [
      'wörd',
      'w%C3%B6rd',
      'w%c3%b6rd',
      Buffer.from(SECRET).toString('base64').slice(0, 12),
      'u00f6',
    ])
      expect(masked).not.toContain(piece);
  });

  it('hides the longer of two secrets whole, and leaves the rest alone', () => {
    expect(maskSecrets('abcdef abcdefghi $& other', ['abcdef', 'abcdefghi', '$&'])).toBe('*** *** *** other');
    expect(maskSecrets('nothing here', ['abcdef'])).toBe('nothing here');
    expect(maskSecrets('nothing here', [])).toBe('nothing here');
  });

  it('hides it where it was written small, as in a host or a media type', () => {
    expect(maskSecrets('application/x-sk-abc', ['SK-Abc'])).toBe('application/x-***');
  });

  it.each([0, 1, 5, SECRET.length - 1])(
    'leaves nothing of it at the end of a text that was cut after %i of its characters',
    (kept) => {
      for (const spelling of [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')]) {
        const masked = maskSecrets(
          `${'a long failure. '.repeat(20)}${spelling} and ${spelling.slice(0, kept)}\u{FFFD}`,
          [SECRET],
          true,
        );
        expect(masked).toMatch(/^(?:a long failure\. )+[*\sa-z.]*$/);
      }
      expect(maskSecrets('whole', [], true)).toBe('whole');
      expect(maskSecrets('short', [SECRET], true)).toBe('');
    },
  );
});
