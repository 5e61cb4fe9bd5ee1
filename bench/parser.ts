/**
 * What reading a document costs, on files made here: first block and whole time of 20 and 300 pages of text, 100,000
 * rows, and a page by OCR; seconds, CPU seconds and resident memory of the parser process. `npm run bench -- parser`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { parseDocument } from '@/lib/documents/parse-document';
import { makePdf, show } from '@/lib/documents/testing/make-pdf';
import { cpuMs, describeMachine, round, rssMb } from './support/measure';

const LINE = '经双方协商一致，甲方须指定专人负责联络，内容包括校准证书与运行日志的状态数量及责任人员。';
const LINES_A_PAGE = 40;
const WATCH_MS = 20;

function contract(pages: number): Uint8Array {
  return makePdf({
    pages: Array.from({ length: pages }, (_, page) => ({
      operations: Array.from({ length: LINES_A_PAGE }, (_line, line) =>
        show(`${page + 1}.${line + 1} ${LINE}`, 50, 800 - line * 18),
      ).join(''),
    })),
  });
}

async function scannedPage(): Promise<Uint8Array> {
  GlobalFonts.registerFromPath('node_modules/pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf', 'Bench Sans');
  const canvas = createCanvas(1_240, 1_754);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#202020';
  context.font = '22px "Bench Sans"';
  for (let line = 0; line < LINES_A_PAGE; line += 1)
    context.fillText(
      `${line + 1}. The supplier shall deliver within thirty days after the order ${line * 7919}`,
      90,
      90 + line * 40,
    );
  return canvas.encode('png');
}

function rows(count: number): Uint8Array {
  return Buffer.from(
    Array.from({ length: count }, (_, row) => Array.from({ length: 10 }, (_cell, cell) => row * cell).join(',')).join(
      '\n',
    ),
  );
}

/** The parser that runs now: a child of this process. */
function parserPid(): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('lib/parser/main.ts');
      } catch {
        // It ended between the two looks.
        return false;
      }
    });
}

async function measure(label: string, name: string, bytes: Uint8Array): Promise<void> {
  const started = performance.now();
  let first: number | undefined;
  let blocks = 0;
  let cpu = 0;
  let memory = 0;
  let pid: number | undefined;
  const watch = setInterval(() => {
    pid ??= parserPid();
    if (pid === undefined) return;
    try {
      cpu = Math.max(cpu, cpuMs(pid));
      memory = Math.max(memory, rssMb(pid));
    } catch {
      // The process has ended; the last figures stand.
      clearInterval(watch);
    }
  }, WATCH_MS);
  for await (const part of parseDocument([bytes], { name })) {
    if (part.type !== 'block') continue;
    first ??= performance.now() - started;
    blocks += 1;
  }
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `${label}: first block ${round((first ?? 0) / 1000, 2)} s, all ${round(seconds, 2)} s, CPU ${round(cpu / 1000, 2)} s, ${round(memory, 0)} MB, ${blocks} blocks\n`,
  );
}

process.stdout.write(`${describeMachine()}\n`);
await measure('PDF, 20 pages', 'a.pdf', contract(20));
await measure('PDF, 300 pages', 'a.pdf', contract(300));
await measure('CSV, 100,000 rows', 'a.csv', rows(100_000));
await measure('OCR, 1 page of 40 lines', 'a.png', await scannedPage());
