import 'server-only';

/** The month an entry stands in: YYYYMM, UTC. */
export function partitionMonth(date: Date): string {
  return date.toISOString().slice(0, 7).replace('-', '');
}

/**
 * The token of a person's partition: entries of one month, or all titles; with an empty partition, the beginning of all
 * of them.
 */
export function partitionToken(ownerId: string, partition: string): string {
  return `#${ownerId.toLowerCase().replaceAll('-', '')}${partition}`;
}

/**
 * A token in its owner's bucket: one of sixteen, by the last digit of the id. Each bucket has lists of its own in the
 * index.
 */
export function bucketToken(ownerId: string, token: string): string {
  return ownerId.toLowerCase().slice(-1) + token;
}
