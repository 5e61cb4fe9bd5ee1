import { expect, it } from 'vitest';
import { cleanText } from '@/components/chat/tool-panel/clean-text';

const words = { yes: '是', no: '否' };

it('says names and values instead of JSON', () => {
  expect(cleanText({ type: 'json', text: '{"order":"A1","state":"已发货"}', isWhole: true }, words)).toBe(
    'order: A1\nstate: 已发货',
  );
});

it('ends visibly where only the beginning of a result is here', () => {
  expect(cleanText({ type: 'json', text: '{"order":"A1","sta', isWhole: false }, words)).toBe('{"order":"A1","sta\n…');
  expect(cleanText({ type: 'text', text: '  第一行\n第二', isWhole: false }, words)).toBe('第一行\n第二\n…');
});

it('leaves out what the service put around what was asked for', () => {
  expect(
    cleanText({ type: 'json', text: '{"code":0,"msg":"ok","data":{"order":"A1"}}', isWhole: true }, words, {
      isContentOnly: true,
    }),
  ).toBe('order: A1');
});
