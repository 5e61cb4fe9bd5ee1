'use client';
import type { FieldErrors, UseFormRegister } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { PasswordInput } from '@/components/auth/password-input';
import { fieldError } from '@/components/lib/use-form-problem';
import { Field } from '@/components/ui/field';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, passwordSchema } from '@/lib/auth/contracts';

/** The part of a form that chooses a password, twice. The form's schema adds `.refine(repeatsPassword, AT_REPEAT)`. */
export const newPasswordShape = { newPassword: passwordSchema, repeat: z.string() };

export interface NewPassword {
  readonly newPassword: string;
  readonly repeat: string;
}

export const repeatsPassword = (values: NewPassword): boolean => values.newPassword === values.repeat;
export const AT_REPEAT = { path: ['repeat'] };

export interface NewPasswordFieldsProps {
  readonly label: string;
  readonly register: UseFormRegister<NewPassword>;
  readonly errors: FieldErrors<NewPassword>;
}

export function NewPasswordFields({ label, register, errors }: NewPasswordFieldsProps) {
  const t = useTranslations('auth');
  const length = { count: MIN_PASSWORD_LENGTH, max: MAX_PASSWORD_LENGTH };
  return (
    <>
      <Field
        label={label}
        hint={t('fields.passwordHint', length)}
        error={fieldError(errors.newPassword, t('fieldErrors.newPassword', length))}
      >
        {(control) => <PasswordInput {...control} {...register('newPassword')} required autoComplete="new-password" />}
      </Field>
      <Field label={t('fields.repeat')} error={fieldError(errors.repeat, t('fieldErrors.repeat'))}>
        {(control) => <PasswordInput {...control} {...register('repeat')} required autoComplete="new-password" />}
      </Field>
    </>
  );
}
