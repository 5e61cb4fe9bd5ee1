import 'server-only';

/** The kind of the jobs that read files; their key is the id of a reading. lib/documents executes them. */
export const READING_JOB = 'read-file';
