'use client';
import type { ComponentProps, KeyboardEvent } from 'react';
import { classNames } from '@/components/lib/class-names';
import { useImeSafeEnter } from '@/components/lib/use-ime-safe-enter';
import { CONTROL_CLASS_NAME } from '@/components/ui/control-class-name';

type Field = HTMLInputElement | HTMLTextAreaElement;

export interface InputProps extends Omit<ComponentProps<'input'>, 'onKeyDown' | 'onCompositionStart' | 'onCompositionEnd'> {
  /** Enter that is not the input method's. Without it Enter submits the form, as always, and never while composing. */
  readonly onEnter?: (event: KeyboardEvent<Field>) => void;
  /** Other keys that are not the input method's. */
  readonly onKey?: (event: KeyboardEvent<Field>) => void;
  /** Without border and background, for fields inside something that has them. */
  readonly bare?: boolean;
}

export function Input({ onEnter, onKey, bare = false, className, ...rest }: InputProps) {
  const ime = useImeSafeEnter({ onEnter, onKey });
  return <input {...rest} {...ime} className={classNames(bare ? 'min-w-0 bg-transparent outline-none placeholder:text-faint' : classNames(CONTROL_CLASS_NAME, 'h-9 pointer-coarse:h-11'), className)} />;
}
