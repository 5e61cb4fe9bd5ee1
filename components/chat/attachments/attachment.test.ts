import { expect, it } from 'vitest';
import { attachmentState, filePartsOf, readFileIds, type Attachment } from './attachment';
import { readAttachedIds, writeAttachedIds } from './attached-ids';
import { memoryStorage } from '@/components/chat/store/testing/open-session';
import type { FileDto } from '@/lib/files/contracts';

const FILE: FileDto = {
  id: '01900000-0000-7000-8000-000000000001',
  name: '合同.pdf',
  size: 5_000,
  state: 'ready',
  received: 5_000,
  error: null,
  kind: 'pdf',
  title: null,
  unit: 'page',
  total: 18,
  done: 18,
  sheets: null,
  blocks: 200,
  characters: 12_000,
  tokens: 8_214,
  tokensExact: true,
  warnings: [],
  createdAt: '2026-12-01T00:00:00.000Z',
  usedIn: 0,
};
const attachment = (file: Partial<FileDto> | null, error: unknown = null): Attachment => ({
  key: 'one',
  name: '合同.pdf',
  size: 5_000,
  received: 0,
  fileId: file === null ? null : FILE.id,
  file: file === null ? null : { ...FILE, ...file },
  error,
});

it.each([
  ['uploading', attachment(null)],
  ['failed', attachment(null, new Error('no network'))],
  ['reading', attachment({ state: 'waiting', tokens: null })],
  ['reading', attachment({ state: 'scanning', tokens: null })],
  ['reading', attachment({ state: 'reading', tokens: null })],
  ['ready', attachment({})],
  ['failed', attachment({ state: 'failed', error: 'document-damaged' })],
  ['failed', attachment({ state: 'deleted' })],
] as const)('is %s', (state, given) => {
  expect(attachmentState(given)).toBe(state);
});

it('counts with what was read, and takes along what the server has', () => {
  const attachments = [attachment({}), attachment({ state: 'reading', tokens: null, total: null }), attachment(null)];
  expect(readFileIds(attachments)).toEqual([FILE.id]);
  expect(filePartsOf(attachments)).toEqual([
    { type: 'file', text: FILE.id, name: '合同.pdf', kind: 'pdf', unit: 'page', total: 18, tokens: 8_214 },
    { type: 'file', text: FILE.id, name: '合同.pdf', kind: 'pdf', unit: 'page', total: null, tokens: null },
  ]);
});

it('keeps the ids of each draft apart, and reads nothing from what is not ours', () => {
  const storage = memoryStorage();
  writeAttachedIds(storage, null, ['a', 'b']);
  writeAttachedIds(storage, 'conversation', ['c']);
  expect(readAttachedIds(storage, null)).toEqual(['a', 'b']);
  writeAttachedIds(storage, null, []);
  expect(readAttachedIds(storage, null)).toEqual([]);
  expect(readAttachedIds(storage, 'conversation')).toEqual(['c']);
  storage.setItem('yika:files:new', '{"a":');
  expect(readAttachedIds(storage, null)).toEqual([]);
});
