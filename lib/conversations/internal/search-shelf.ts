import 'server-only';

/** The month an entry stands in: YYYYMM, UTC. */
export function shelfMonth(date: Date): string {
  return date.toISOString().slice(0, 7).replace('-', '');
}

/** The token of a person's shelf: entries of one month, or all titles; with an empty shelf, the beginning of all of them. Must equal what the write statements make in SQL. */
export function shelfToken(ownerId: string, shelf: string): string {
  return `#${ownerId.toLowerCase().replaceAll('-', '')}${shelf}`;
}
