import type { FilePart } from '@/lib/conversations/contracts';
import type { AskInput } from '@/lib/runs/contracts';

/** What goes back into the composer. */
export interface ReturnedQuestions {
  readonly text: string;
  readonly fileIds: readonly string[];
}

/** Several questions as one. */
export function joinQuestions(questions: readonly AskInput[], between: string): ReturnedQuestions {
  return {
    text: questions.map(({ text }) => text).join(between),
    fileIds: questions.flatMap(({ files = [] }) => files.map(({ id }) => id)),
  };
}

/** Files as they are sent with a question. */
export function askedFiles(files: readonly FilePart[]): Pick<AskInput, 'files'> {
  if (files.length === 0) return {};
  return { files: files.map(({ text: id, ranges }) => ({ id, ...(ranges === undefined ? {} : { ranges }) })) };
}
