import path from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { readBytes, seenText, warningCodes } from './testing/read-bytes';

const TURNED = [
  ['upright', 0],
  ['on its right side', Math.PI / 2],
  ['on its left side', -Math.PI / 2],
  ['upside down', Math.PI],
  ['tilted', 0.03],
] as const;

test.each(TURNED)('the text of a picture that is %s is read by OCR and says so', async (_, angle) => {
  // A font of a package: the machine may have none.
  GlobalFonts.registerFromPath(
    path.resolve('node_modules/pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'),
    'Test Sans',
  );
  const canvas = createCanvas(700, 700);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 700, 700);
  context.fillStyle = '#202020';
  context.translate(350, 350);
  context.rotate(angle);
  context.font = '32px "Test Sans"';
  context.fillText('Invoice 2026-0317', -300, -30);
  context.fillText('Total 3,726,500', -300, 30);
  const document = await readBytes(await canvas.encode('png'), 'photo.txt');
  expect(document.kind).toBe('image');
  expect(seenText(document).replace(/\s/g, '')).toBe('Invoice2026-0317Total3,726,500');
  expect(document.blocks[0]?.ocrConfidence).toBeGreaterThan(0.8);
  expect(warningCodes(document)).toEqual(['ocr-used']);
});
