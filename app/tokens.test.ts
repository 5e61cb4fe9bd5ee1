import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8');
const PAIR = /--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g;
const colors = new Map([...css.matchAll(PAIR)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function contrastOf(text: string, ground: string, theme: 'light' | 'dark'): number {
  const [front, back] = [colors.get(text), colors.get(ground)];
  if (front === undefined || back === undefined) throw new Error(`no token ${front === undefined ? text : ground}`);
  return contrast(front[theme], back[theme]);
}

const SURFACES = ['sunken', 'surface', 'raised', 'hover', 'active'];
const AA_TEXT = 4.5;
const AA_EDGE = 3;

test('black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(['ink', 'muted', 'faint', 'accent'].flatMap((text) => SURFACES.map((surface) => [text, surface] as const)))(
    '%s is readable on %s',
    (text, surface) => {
      expect(contrastOf(text, surface, theme)).toBeGreaterThanOrEqual(AA_TEXT);
    },
  );

  const pairs: readonly (readonly [string, string])[] = [
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['on-danger', 'danger'],
    ['ink', 'accent-soft'],
    ['accent', 'accent-soft'],
    ['muted', 'accent-soft'],
    ['ink', 'mark'],
    ...['queue', 'approval', 'danger'].flatMap(
      (meaning) =>
        [
          [meaning, `${meaning}-soft`],
          ['ink', `${meaning}-soft`],
          ['muted', `${meaning}-soft`],
          [meaning, 'surface'],
          [meaning, 'sunken'],
          [meaning, 'raised'],
        ] as const,
    ),
  ];
  test.each(pairs)('%s is readable on %s', (text, ground) => {
    expect(contrastOf(text, ground, theme)).toBeGreaterThanOrEqual(AA_TEXT);
  });

  test.each(['sunken', 'surface', 'raised'])('the edge of a control shows on %s', (surface) => {
    expect(contrastOf('control', surface, theme)).toBeGreaterThanOrEqual(AA_EDGE);
  });
});
