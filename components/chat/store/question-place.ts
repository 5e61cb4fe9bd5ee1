/**
 * The place of a question: at the end of the shown branch, or under a given message (another version of a question).
 */
export type QuestionPlace = { readonly kind: 'end' } | { readonly kind: 'under'; readonly parentId: string | null };

/** Behind what is shown. */
export const END: QuestionPlace = { kind: 'end' };
