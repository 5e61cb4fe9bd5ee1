import 'server-only';
import { addressKey } from '@/lib/auth/address-key';
import { readDeviceId } from '@/lib/auth/device-cookie';
import { getClientAddress } from '@/lib/auth/request-client';
import { chargeRate, type RateClass } from '@/lib/http/internal/rate-limit';

/**
 * Charges a request before anything is looked up for it: to the browser where somebody signed in before, else to its
 * address, which a whole office may share. So one machine of an office uses up neither the budget of a colleague's browser nor,
 * with requests of another class, that of a new browser.
 * @returns what gives the charge back, once a session is found: the person is charged instead
 * @throws AppError `too-many-requests`
 */
export async function chargeSender(headers: Headers, rateClass: RateClass, nowMs: number): Promise<() => void> {
  const device = await readDeviceId(headers);
  const sender = device === null ? `address ${addressKey(getClientAddress(headers))}` : `device ${device}`;
  return chargeRate(sender, rateClass, nowMs);
}

/** Charges a request to the person who makes it. @throws AppError `too-many-requests` */
export function chargePerson(personId: string, rateClass: RateClass, nowMs: number): void {
  chargeRate(`person ${personId}`, rateClass, nowMs);
}
