'use client';
import type { ComponentProps, KeyboardEvent } from 'react';
import { classNames } from '@/components/ui/class-names';
import { useEnter } from '@/components/ui/use-enter';
import { CONTROL_CLASS_NAME } from '@/components/ui/control-class-name';

type Field = HTMLInputElement | HTMLTextAreaElement;

export interface TextareaProps extends Omit<ComponentProps<'textarea'>, 'onKeyDown'> {
  readonly onEnter?: (event: KeyboardEvent<Field>) => void;
  readonly onKey?: (event: KeyboardEvent<Field>) => void;
}

export function Textarea({ onEnter, onKey, className, ...rest }: TextareaProps) {
  const keys = useEnter({ onEnter, onKey });
  return (
    <textarea
      {...rest}
      {...keys}
      className={classNames(CONTROL_CLASS_NAME, 'min-h-20 py-2 leading-relaxed', className)}
    />
  );
}
