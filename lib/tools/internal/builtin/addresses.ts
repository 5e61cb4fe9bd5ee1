import 'server-only';
import { getConfig } from '@/lib/config/config';

/** Where the weather tool asks; undefined while neither WEATHER_URL nor a sample API is there. */
export function weatherAddress(): string | undefined {
  const { WEATHER_URL, SAMPLE_API_URL } = getConfig();
  return WEATHER_URL ?? SAMPLE_API_URL;
}

/** Where the order tools ask; undefined: there are none. */
export function ordersAddress(): string | undefined {
  const { ORDERS_URL, SAMPLE_API_URL } = getConfig();
  return ORDERS_URL ?? SAMPLE_API_URL;
}

/** Whether what they answer is made up. */
export function isSampleAddress(of: 'WEATHER_URL' | 'ORDERS_URL'): boolean {
  return getConfig()[of] === undefined;
}
