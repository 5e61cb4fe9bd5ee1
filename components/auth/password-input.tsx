'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';
import { Input, type InputProps } from '@/components/ui/input';

/** A password field that can be looked at, and says when Caps Lock is on. */
export function PasswordInput({ className, ...rest }: Omit<InputProps, 'type'>) {
  const t = useTranslations('common');
  const fields = useTranslations('auth.fields');
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div>
      <div className="relative" onKeyDown={look} onKeyUp={look} onBlur={() => setCapsLock(false)}>
        <Input
          {...rest}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          spellCheck={false}
          className={classNames('pr-11', className)}
        />
        <IconButton
          label={shown ? t('hidePassword') : t('showPassword')}
          icon={shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
          size="sm"
          aria-pressed={shown}
          className="absolute top-1/2 right-1 -translate-y-1/2"
          onClick={() => setShown(!shown)}
        />
      </div>
      <p role="status" className={capsLock ? 'mt-1.5 text-sm text-queue' : 'sr-only'}>
        {capsLock ? fields('capsLock') : ''}
      </p>
    </div>
  );
}
