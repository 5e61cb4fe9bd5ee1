import 'server-only';
import { sectionText } from '@/lib/documents/lay-out-document';
import { claimBefore, quotationsIn } from '@/lib/documents/internal/read-claim';
import {
  findPassage,
  figuresOf,
  findQuotation,
  isStatedIn,
  type Searchable,
} from '@/lib/documents/internal/find-passage';
import type { Citation, DocumentSection } from '@/lib/documents/contracts';
import { foldQuotation } from '@/lib/text/fold-quotation';
import { findCitationMarks, type CitationMark } from '@/lib/text/citation-marks';

/** A file as the prompt numbered it, from 1 on, with its whole text. */
export interface CitableFile {
  readonly name: string;
  readonly sections: readonly DocumentSection[];
}

interface OpenFile {
  readonly index: number;
  readonly name: string;
  readonly sections: readonly (Searchable & { readonly section: DocumentSection })[];
}

/**
 * Checks every mark of an answer against the files. A quotation is compared with the text of its place, across the end
 * of a page too; a statement without a quotation must share its figures and enough of its words with the place. What is
 * not found is `missing`. Places and passages come from the files, never from the answer.
 */
export function resolveCitations(answer: string, files: readonly CitableFile[]): Citation[] {
  const marks = findCitationMarks(answer);
  if (marks.length === 0) return [];
  const open = files.map(
    (file, index): OpenFile => ({ index, name: file.name, sections: file.sections.map(searchable) }),
  );
  return marks.map((mark, index) => resolve(answer, mark, marks[index - 1], open));
}

function searchable(section: DocumentSection): OpenFile['sections'][number] {
  const text = sectionText(section);
  let folded: ReturnType<typeof foldQuotation> | undefined;
  return {
    section,
    text,
    get folded() {
      return (folded ??= foldQuotation(text));
    },
  };
}

function resolve(
  answer: string,
  mark: CitationMark,
  before: CitationMark | undefined,
  files: readonly OpenFile[],
): Citation {
  const claim = claimBefore(answer, mark, before);
  const quotations = quotationsIn(claim);
  const { start, end } = mark;
  const named = filesOf(mark, files);
  const candidates = named.flatMap((file) => citedSections(mark, file));
  const borne = candidates.flatMap((found) => {
    const passage =
      quotations.length > 0
        ? findAll(found, quotations)
        : isStatedIn(claim, found)
          ? findPassage(claim, found)
          : undefined;
    return passage === undefined ? [] : [{ found, passage }];
  });
  // A place whose sentence was found goes before one that is only possible.
  const best = borne.find(({ passage }) => passage !== null) ?? borne[0];
  if (best !== undefined)
    return {
      start,
      end,
      status: 'found',
      file: best.found.file.index,
      section: placeOf(best.found.section),
      passage: best.passage,
    };
  // Several places may bear a statement together.
  const [first] = candidates;
  if (first !== undefined && quotations.length === 0 && candidates.length > 1 && isBorneTogether(claim, candidates))
    return {
      start,
      end,
      status: 'found',
      file: first.file.index,
      section: placeOf(first.section),
      passage: findPassage(claim, first) ?? null,
    };
  for (const file of quotations.length > 0 ? named : [])
    for (const [index, section] of file.sections.entries()) {
      const passage = findAll({ ...section, next: file.sections[index + 1] }, quotations);
      if (passage !== undefined)
        return { start, end, status: 'moved', file: file.index, section: placeOf(section.section), passage };
    }
  return {
    start,
    end,
    status: 'missing',
    file: named.length === 1 ? (named[0]?.index ?? null) : null,
    section: null,
    passage: null,
  };
}

interface Candidate extends Searchable {
  readonly section: DocumentSection;
  readonly file: OpenFile;
  readonly next: Searchable | undefined;
}

/** By number, else by name; without either every file is possible. */
function filesOf(mark: CitationMark, files: readonly OpenFile[]): readonly OpenFile[] {
  if (mark.file !== null) return files.filter(({ index }) => index + 1 === mark.file);
  if (mark.name === null) return files;
  const wanted = foldQuotation(mark.name).text;
  const stem = (name: string): string => foldQuotation(name.replace(/\.\w{1,5}$/, '')).text;
  const byName = files.filter(({ name }) => [foldQuotation(name).text, stem(name)].includes(wanted));
  return byName.length > 0
    ? byName
    : files.filter(({ name }) => wanted.length > 1 && (stem(name).includes(wanted) || wanted.includes(stem(name))));
}

function citedSections(mark: CitationMark, file: OpenFile): Candidate[] {
  return mark.places.flatMap(({ unit, number }) => {
    const index = file.sections.findIndex(({ section }) => section.unit === unit && section.number === number);
    const found = file.sections[index];
    return found === undefined
      ? []
      : [
          {
            section: found.section,
            text: found.text,
            get folded() {
              return found.folded;
            },
            file,
            next: file.sections[index + 1],
          },
        ];
  });
}

/** The passage of the first quotation where all of them stand at this place. */
function findAll(
  place: Searchable & { readonly next: Searchable | undefined },
  quotations: readonly string[],
): Citation['passage'] | undefined {
  const passages = quotations.map((quotation) => findQuotation(quotation, place, place.next));
  return passages.every((passage) => passage !== undefined) ? passages[0] : undefined;
}

function isBorneTogether(claim: string, places: readonly Candidate[]): boolean {
  const text = places.map((place) => place.text).join('\n');
  const together: Searchable = { text, folded: foldQuotation(text) };
  return figuresOf(claim).length > 0 && isStatedIn(claim, together);
}

function placeOf({ unit, number, place, heading }: DocumentSection): Citation['section'] {
  return { unit, number, place, ...(heading === undefined ? {} : { heading }) };
}
