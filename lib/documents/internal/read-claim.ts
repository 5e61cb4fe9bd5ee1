import type { CitationMark } from '@/lib/text/citation-marks';

/** The end of a sentence, of a line, or of a cell of a table. */
const SENTENCE_END = /[。！？!?；;]|\.(?=\s|$)|\n|\|/g;
const QUOTATION = /「[^「」\n]{1,600}」|『[^『』\n]{1,600}』|“[^“”\n]{1,600}”|"[^"\n]{1,600}"/gu;
/** Shorter ones are terms (“甲方”), which stand anywhere. */
const SHORTEST_QUOTATION = 4;

/**
 * What a mark stands for: the sentence that ends at it. Marks beside each other stand for the same sentence; a mark
 * behind a full stop stands for the sentence before it.
 */
export function claimBefore(answer: string, mark: CitationMark, before: CitationMark | undefined): string {
  const isBeside = before !== undefined && /^[\s,，、;；]*$/.test(answer.slice(before.end, mark.start));
  const from = Math.max(0, mark.start - 1_200);
  const text = clearMarks(
    answer
      .slice(from, mark.start)
      .trimEnd()
      .replace(/[。！？!?；;.]+$/, ''),
  );
  // Quotations keep their sentence together, whatever stands in them.
  const flat = text.replaceAll(QUOTATION, (whole) => whole.replaceAll(/[。！？!?；;.|]/g, ' '));
  let start = 0;
  for (const end of flat.matchAll(SENTENCE_END)) start = end.index + end[0].length;
  const sentence = text.slice(start);
  const afterLast = isBeside || before === undefined ? 0 : Math.max(0, before.end - from - start);
  const claim = sentence.slice(Math.min(afterLast, sentence.length)).trim();
  return claim.length > 1 ? claim : sentence.trim();
}

/** Other marks and the signs of Markdown become spaces, so that places stay the same. */
function clearMarks(text: string): string {
  return text
    .replaceAll(/[[【［][^[\]【】［］\n]{0,80}[\]】］]/gu, (mark) => ' '.repeat(mark.length))
    .replaceAll(/[*_`#>]/g, ' ');
}

/** The quotations of a claim that are long enough to be compared; one with an ellipsis is several. */
export function quotationsIn(claim: string): string[] {
  return Array.from(claim.matchAll(QUOTATION))
    .flatMap((match) => match[0].slice(1, -1).split(/…+|\.{3,}/))
    .filter((quotation) => quotation.replaceAll(/\s/g, '').length >= SHORTEST_QUOTATION);
}
