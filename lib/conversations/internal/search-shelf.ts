import 'server-only';

/** The month an entry stands in: YYYYMM, UTC. */
export function shelfMonth(date: Date): string {
  return date.toISOString().slice(0, 7).replace('-', '');
}

/** The token of a person's shelf: entries of one month, or all titles; with an empty shelf, the beginning of all of them. */
export function shelfToken(ownerId: string, shelf: string): string {
  return `#${ownerId.toLowerCase().replaceAll('-', '')}${shelf}`;
}

/** A token in its owner's aisle: one of sixteen, by the last digit of the id. Each aisle has lists of its own in the index. */
export function aisleToken(ownerId: string, token: string): string {
  return ownerId.toLowerCase().slice(-1) + token;
}
