import { browserStorage } from '@/components/lib/browser-storage';
import { oneOf } from '@/components/lib/use-stored';

export const NOTIFICATIONS_KEY = 'yika:notifications';
export const parseNotifications = oneOf(['on', 'off'] as const);

/**
 * insecure: browsers offer notifications on HTTPS and localhost only. denied: the person, or the browser's policy,
 * refused them.
 */
export type NotificationSupport = 'available' | 'insecure' | 'denied' | 'unsupported';

export function notificationSupport(): NotificationSupport {
  if (!window.isSecureContext) return 'insecure';
  if (!('Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'available';
}

export interface NotificationContent {
  readonly title: string;
  readonly body?: string;
  /** Two tabs that report the same thing show it once. */
  readonly tag: string;
  readonly onClick: () => void;
}

/**
 * Shows a notification when this browser's person chose them. Some mobile browsers have the constructor and refuse to
 * run it.
 * @returns whether it was shown
 */
export function showNotification({ title, body, tag, onClick }: NotificationContent): boolean {
  if (notificationSupport() !== 'available' || Notification.permission !== 'granted') return false;
  if (browserStorage().getItem(NOTIFICATIONS_KEY) !== 'on') return false;
  try {
    const notification = new Notification(title, { ...(body === undefined ? {} : { body }), tag, icon: '/icon.svg' });
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
    return true;
  } catch (error) {
    console.warn('this browser does not show notifications', error);
    return false;
  }
}
