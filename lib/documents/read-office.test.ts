import * as xlsx from '@e965/xlsx';
import { expect, test } from 'vitest';
import { makeDocx, makeZip } from './testing/make-zip';
import { readBytes, seenText, warningCodes } from './testing/read-bytes';

const text = (value: string): string => `<w:r><w:t>${value}</w:t></w:r>`;
const paragraph = (content: string, properties = ''): string => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;
const cell = (value: string, properties = ''): string =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text(value))}</w:tc>`;
const numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>';

const DOCX = makeDocx(
  [
    paragraph(text('协议'), '<w:pStyle w:val="a1"/>'),
    paragraph(
      `${text('验收后')}<w:del><w:r><w:delText>三十</w:delText></w:r></w:del><w:ins>${text('六十')}</w:ins>${text('日')}`,
    ),
    ...Array.from({ length: 12 }, (_, index) => paragraph(text(`条款${index}`), numbered)),
    `<w:tbl><w:tr>${cell('单价', '<w:gridSpan w:val="2"/>')}</w:tr>`,
    `<w:tr>${cell('巡检', '<w:vMerge w:val="restart"/>')}${cell('12次')}</w:tr>`,
    `<w:tr>${cell('', '<w:vMerge/>')}${cell('2次')}</w:tr></w:tbl>`,
    paragraph('<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>'),
    '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>',
    `${paragraph(text('文本框'))}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>`,
    `${paragraph(text('文本框'))}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
  ].join(''),
  {
    'styles.xml': '<w:styles W_NAMESPACE><w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style></w:styles>',
    'numbering.xml':
      '<w:numbering W_NAMESPACE><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>' +
      '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>' +
      '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    'header1.xml': `<w:hdr W_NAMESPACE>${paragraph(text('机密'))}</w:hdr>`,
    'comments.xml': `<w:comments W_NAMESPACE><w:comment w:author="王总">${paragraph(text('太长'))}</w:comment></w:comments>`,
    'vbaProject.bin': 'macro',
  },
);

test('DOCX: numbers, merged cells, both versions of changes, text boxes once, headers and comments', async () => {
  const document = await readBytes(DOCX);
  const seen = seenText(document).split('\n');
  expect(seen.slice(0, 3)).toEqual(['协议', '验收后六十日', '第一条 条款0']);
  expect(seen).toContain('第十二条 条款11');
  expect(document.blocks.find(({ kind }) => kind === 'table')?.rows).toEqual([
    ['单价'],
    ['巡检', '12次'],
    ['巡检', '2次'],
  ]);
  expect(seen.filter((line) => line === '文本框')).toHaveLength(1);
  expect(document.blocks.filter(({ kind }) => kind !== 'list' && kind !== 'table').slice(2)).toMatchObject([
    { kind: 'hidden', hidden: 'hidden-text', text: '看不见' },
    { kind: 'paragraph', place: { part: 'text-box' } },
    { kind: 'note', place: { part: 'header' }, text: '机密' },
    { kind: 'comment', author: '王总', text: '太长' },
  ]);
  expect(warningCodes(document).toSorted()).toEqual(['hidden-text', 'macros-ignored', 'tracked-changes']);
  const original = await readBytes(DOCX, 'a.docx', { changes: 'original' });
  expect(seenText(original)).toContain('验收后三十日');
});

function makeWorkbook(): Uint8Array {
  const sheet = xlsx.utils.aoa_to_sheet([
    ['区域', '日期', '完成率', '编号'],
    ['华东', 46050, 1.042, '00017'],
    ['', 46081, 0.891, '330106198812120023'],
    ['华南', 46109, 0.5, ''],
  ]);
  for (const name of ['B2', 'B3', 'B4']) Object.assign(sheet[name] ?? {}, { z: 'yyyy"年"m"月"d"日"' });
  for (const name of ['C2', 'C3', 'C4']) Object.assign(sheet[name] ?? {}, { z: '0.0%' });
  // SheetJS writes a value of nothing for a formula that nobody computed.
  Object.assign(sheet.D4 ?? {}, { t: 'str', v: '', f: 'TODAY()' });
  sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }];
  sheet['!rows'] = [{}, {}, {}, { hidden: true }];
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, sheet, '销售');
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['成本', 43210]]), '成本');
  book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] };
  const bytes: unknown = xlsx.write(book, { type: 'buffer', bookType: 'xlsx' });
  if (!(bytes instanceof Uint8Array)) throw new TypeError('SheetJS wrote no bytes');
  return bytes;
}

test('XLSX: cells as they are shown, merged cells filled, hidden rows and sheets marked', async () => {
  const document = await readBytes(makeWorkbook(), '销售.xlsx');
  expect(document.start.sheets).toEqual(['销售', '成本']);
  expect(document.blocks).toMatchObject([
    {
      kind: 'table',
      place: { sheet: '销售', sheetNumber: 1, range: 'A1:D3' },
      rows: [
        ['区域', '日期', '完成率', '编号'],
        ['华东', '2026-01-28', '104.2%', '00017'],
        ['华东', '2026-02-28', '89.1%', '330106198812120023'],
      ],
    },
    {
      kind: 'hidden',
      hidden: 'hidden-row',
      place: { range: 'A4:D4' },
      rows: [['华南', '2026-03-28', '50.0%', '=TODAY()']],
      formulas: { D4: 'TODAY()' },
    },
    { kind: 'hidden', hidden: 'hidden-sheet', place: { sheet: '成本' } },
  ]);
  expect(document.warnings).toContainEqual({
    code: 'formula-without-value',
    count: 1,
    places: [{ sheet: '销售', sheetNumber: 1, range: 'D4' }],
  });
});

test('PPTX: the order of the presentation, hidden slides, groups, tables and notes', async () => {
  const P = 'xmlns:p="p" xmlns:a="a" xmlns:r="r"';
  const shape = (value: string, type = ''): string =>
    `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${value}</a:t></a:r></a:p></p:txBody></p:sp>`;
  const slide = (content: string, show = '1'): string =>
    `<p:sld ${P} show="${show}"><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`;
  const relation = (id: string, target: string, type: string): string =>
    `<Relationship Id="${id}" Target="${target}" Type="x/${type}"/>`;
  const document = await readBytes(
    makeZip({
      'ppt/presentation.xml': `<p:presentation ${P}><p:sldIdLst><p:sldId r:id="b"/><p:sldId r:id="a"/></p:sldIdLst></p:presentation>`,
      'ppt/_rels/presentation.xml.rels': `<Relationships>${relation('a', 'slides/slide1.xml', 'slide')}${relation('b', 'slides/slide2.xml', 'slide')}</Relationships>`,
      'ppt/slides/slide1.xml': slide(shape('裁撤'), '0'),
      'ppt/slides/slide2.xml': slide(`${shape('汇报', 'title')}<p:grpSp>${shape('组内')}</p:grpSp>`),
      'ppt/slides/_rels/slide2.xml.rels': `<Relationships>${relation('n', '../notesSlides/n.xml', 'notesSlide')}</Relationships>`,
      'ppt/notesSlides/n.xml': `<p:notes ${P}><p:cSld><p:spTree>${shape('备注')}</p:spTree></p:cSld></p:notes>`,
    }),
  );
  expect(document.blocks.map(({ kind, place, text: words }) => [kind, place.slide, words])).toEqual([
    ['heading', 1, '汇报'],
    ['paragraph', 1, '组内'],
    ['note', 1, '备注'],
    ['hidden', 2, '裁撤'],
  ]);
});

test('ODT: headings, lists, tables, notes; deleted text stays out', async () => {
  const content =
    '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:text>' +
    '<text:tracked-changes><text:changed-region><text:deletion><text:p>删掉的</text:p></text:deletion></text:changed-region></text:tracked-changes>' +
    '<text:h text:outline-level="2">标题</text:h><text:p>正文<text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note></text:p>' +
    '<text:list><text:list-item><text:p>甲</text:p></text:list-item></text:list>' +
    '<table:table><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>1</text:p></table:table-cell></table:table-row></table:table>' +
    '</office:text></office:body></office:document-content>';
  const document = await readBytes(
    makeZip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': content }),
  );
  expect(document.blocks.map(({ kind, text: words }) => [kind, words])).toEqual([
    ['heading', '标题'],
    ['paragraph', '正文'],
    ['note', '脚注'],
    ['list', '• 甲'],
    ['table', '|1|1|'],
  ]);
  expect(warningCodes(document)).toEqual(['tracked-changes']);
});
