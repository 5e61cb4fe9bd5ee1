import type {} from 'use-intl';
import type { catalogue } from '@/lib/i18n/catalogue';
import type { formats } from '@/lib/i18n/formats';
import type { Locale } from '@/lib/i18n/locales';

/** Every message by namespace; Chinese is the original, a test checks that English has the same keys. */
export type Messages = (typeof catalogue)['zh'];
export type Namespace = keyof Messages;

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
    Formats: typeof formats;
  }
}
