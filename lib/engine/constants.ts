/** The engine of ENGINE_URL, and the pool that it is in. */
export const DEFAULT_ENGINE = 'default';

/** What the browser needs at once of this module's contracts, without the schemas and the library behind them. */
export const MODES = ['thinking', 'quick'] as const;
