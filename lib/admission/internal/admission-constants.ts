import 'server-only';

/** How long a lease is valid without renewal. Renewed every second, so fourteen renewals may fail in a row. */
export const LEASE_TTL_MS = 15_000;
/** Heartbeat, renewal, recovery and the safety admission. */
export const TICK_MS = 1_000;
/** A process whose session lock is free and whose heartbeat is older than this is dead. */
export const DEAD_AFTER_MS = 3_000;
/** A process with a heartbeat younger than this is given the runs it accepted. */
export const HOME_ALIVE_MS = 5_000;
/** After PostgreSQL itself started, holders have this long to reconnect and renew before any of them counts as dead. */
export const DATABASE_START_GRACE_MS = 5_000;
/** How often a run may go back to the queue before it fails. */
export const MAX_ATTEMPTS = 3;
/** A run that was first of its person's line this long moves up one band, so that no band starves the one below. */
export const AGEING_MS = 10 * 60_000;
/** A frozen process that holds the admission lock or a person's line in an open transaction is cut off after this. */
export const FROZEN_AFTER_MS = 5_000;
/** Waiting limits and stranded follow-ups are looked for this often. */
export const SWEEP_MS = 5_000;
/** After this time without a heartbeat of its process, the caller of a model call counts as gone. */
export const CALLER_GONE_AFTER_MS = 30_000;

/** VTC: what a token costs (OSDI 2024 charges output twice as much as input). */
export const PROMPT_TOKEN_CHARGE = 1;
export const OUTPUT_TOKEN_CHARGE = 2;

/** Expected output of an answer nobody has measured yet, tokens: the reasoning and text of a usual Qwen3-14B answer. */
export const OUTPUT_PRIOR = { thinking: 900, quick: 350 } as const;
/** How many samples the prior counts for against everybody's average. */
export const PRIOR_SAMPLES = 8;
/**
 * How many samples everybody's average counts for against the person's own: at most one, because people differ more
 * from each other than one person's answers do, and less the more alike the person's answers are: their spread over the
 * spread between people.
 */
export const EVERYONE_SAMPLES = 1;
export const SPREAD_BETWEEN_PEOPLE = 0.5;
/** From this many samples on, a person's own spread is used. */
export const OWN_SPREAD_SAMPLES = 5;
/** More samples than this do not make an average more certain: people change what they ask. */
export const MAX_SAMPLES = 50;
/** Weight of a new sample in a moving average that has many. */
export const AVERAGE_STEP = 0.05;
/** The same for how far lengths are from their average: faster, because the first averages of a person are guesses. */
export const SPREAD_STEP = 0.15;

export const EVERYONE = '00000000-0000-0000-0000-000000000000';

export const CHANNELS = { queue: 'queue', admission: 'admission', stop: 'run-stop', engine: 'engine' } as const;
