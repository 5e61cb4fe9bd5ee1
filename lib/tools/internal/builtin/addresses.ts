import 'server-only';
import { getConfig } from '@/lib/config/config';

/** The address of the weather service; undefined when neither WEATHER_URL nor a sample API is configured. */
export function weatherAddress(): string | undefined {
  const { WEATHER_URL, SAMPLE_API_URL } = getConfig();
  return WEATHER_URL ?? SAMPLE_API_URL;
}

/** The address of the order service; undefined: there is none. */
export function ordersAddress(): string | undefined {
  const { ORDERS_URL, SAMPLE_API_URL } = getConfig();
  return ORDERS_URL ?? SAMPLE_API_URL;
}

/** Whether their answers are sample data. */
export function isSampleAddress(of: 'WEATHER_URL' | 'ORDERS_URL'): boolean {
  return getConfig()[of] === undefined;
}
