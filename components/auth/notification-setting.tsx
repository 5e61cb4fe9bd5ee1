'use client';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import {
  NOTIFICATIONS_KEY,
  notificationSupport,
  parseNotifications,
  showNotification,
  type NotificationSupport,
} from '@/components/lib/notifications';
import { useStored } from '@/components/lib/use-stored';
import { Switch } from '@/components/ui/switch';
import { showToast } from '@/components/ui/toast';

const subscribeToNothing = () => () => undefined;

/**
 * Whether this browser notifies its person of answers and approvals while the tab is not in sight; asks the browser for
 * its permission.
 */
export function NotificationSetting() {
  const t = useTranslations('auth.notifications');
  const [choice, setChoice] = useStored(NOTIFICATIONS_KEY, parseNotifications, 'off');
  const support = useSyncExternalStore<NotificationSupport>(subscribeToNothing, notificationSupport, () => 'available');
  const turnOn = async () => {
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') {
      showToast({ text: t('denied'), tone: 'danger' });
      return;
    }
    setChoice('on');
    if (!showNotification({ title: t('sample'), tag: 'yika-sample', onClick: () => undefined })) {
      setChoice('off');
      showToast({ text: t('unsupported'), tone: 'danger' });
    }
  };
  return (
    <div className="grid gap-1">
      <Switch
        label={t('label')}
        checked={choice === 'on' && support === 'available'}
        disabled={support !== 'available'}
        onCheckedChange={(checked) => (checked ? void turnOn() : setChoice('off'))}
      />
      <p className="text-sm text-muted">{t(support === 'available' ? 'hint' : support)}</p>
    </div>
  );
}
