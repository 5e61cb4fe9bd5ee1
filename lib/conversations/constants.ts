/** What the browser needs at once of this module's contracts, without the schemas and the library behind them. */
export const MAX_TITLE_LENGTH = 120;
/** UTF-16 units; about what fills the whole context. */
export const MAX_QUESTION_LENGTH = 100_000;
/** Files of one question. */
export const MAX_QUESTION_FILES = 10;
