import 'server-only';
import { addressKey } from '@/lib/auth/address-key';
import { readDeviceId } from '@/lib/auth/device-cookie';
import type { Principal } from '@/lib/auth/contracts';
import { getClientAddress } from '@/lib/auth/request-client';
import { chargeBudget, chargeRate, type RateClass } from '@/lib/http/internal/rate-limit';

/**
 * Charges a request before anything is looked up for it: to the browser where somebody signed in before, else to its
 * address, which a whole office may share. So one machine of an office uses up neither the budget of a colleague's
 * browser nor, with requests of another class, that of a new browser.
 * @returns what gives the charge back, once a session is found: the person is charged instead
 * @throws AppError `too-many-requests`
 */
export async function chargeSender(headers: Headers, rateClass: RateClass, nowMs: number): Promise<() => void> {
  return chargeRate(await senderOf(headers), rateClass, nowMs);
}

async function senderOf(headers: Headers): Promise<string> {
  const device = await readDeviceId(headers);
  return device === null ? `address ${addressKey(getClientAddress(headers))}` : `device ${device}`;
}

/** Charges a request to the person who makes it. @throws AppError `too-many-requests` */
export function chargePerson(personId: string, rateClass: RateClass, nowMs: number): void {
  chargeRate(`person ${personId}`, rateClass, nowMs);
}

/** Charges a request to its key: a minute's requests may come at once. @throws AppError `too-many-requests` */
export function chargeKey(key: { readonly id: string; readonly requestsPerMinute: number }, nowMs: number): void {
  const { id, requestsPerMinute } = key;
  chargeBudget(`key ${id}`, { perSecond: requestsPerMinute / 60, burst: requestsPerMinute }, nowMs);
}

/**
 * What charges the bytes of a body as they come in, to the person or, without a session, to the sender. It throws
 * AppError `too-many-requests`.
 */
export async function chargerOfBytes(
  headers: Headers,
  principal: Pick<Principal, 'personId'> | null,
  bytesClass: Extract<RateClass, 'person-bytes' | 'file-bytes'> = 'person-bytes',
): Promise<(bytes: number) => void> {
  if (principal !== null)
    return (bytes) => void chargeRate(`person ${principal.personId}`, bytesClass, Date.now(), bytes);
  const sender = await senderOf(headers);
  return (bytes) => void chargeRate(sender, 'sender-bytes', Date.now(), bytes);
}
