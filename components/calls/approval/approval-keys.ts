/**
 * Key of everything about approvals in the query cache. Apart from the requests, whose schemas are no matter of the
 * first load.
 */
export const APPROVALS = 'approvals';
export const INBOX_KEY = [APPROVALS, 'inbox'] as const;
/** Of what is looked up beside approvals. */
export const LOOK_UPS = 'approval-look-ups';
export const COUNT_KEY = [APPROVALS, 'count'] as const;
