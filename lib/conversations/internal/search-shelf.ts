import 'server-only';

/** The month an entry stands in: YYYYMM, UTC. */
export function shelfMonth(date: Date): string {
  return date.toISOString().slice(0, 7).replace('-', '');
}

/** The token of a person's shelf: entries of one month, or all titles. Must equal what the write statements make in SQL. */
export function shelfToken(ownerId: string, shelf: string): string {
  return `#${ownerId.toLowerCase().replaceAll('-', '')}${shelf}`;
}

/** The months from `newest` back to `oldest`, both included, newest first. */
export function monthsBetween(newest: Date, oldest: Date): string[] {
  const months: string[] = [];
  const month = new Date(Date.UTC(newest.getUTCFullYear(), newest.getUTCMonth(), 1));
  const last = Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth(), 1);
  while (month.getTime() >= last) {
    months.push(shelfMonth(month));
    month.setUTCMonth(month.getUTCMonth() - 1);
  }
  return months;
}
