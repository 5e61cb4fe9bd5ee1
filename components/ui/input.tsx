'use client';
import type { ComponentProps, KeyboardEvent } from 'react';
import { classNames } from '@/components/ui/class-names';
import { useEnter } from '@/components/ui/use-enter';
import { CONTROL_CLASS_NAME } from '@/components/ui/control-class-name';

type Field = HTMLInputElement | HTMLTextAreaElement;

export interface InputProps extends Omit<ComponentProps<'input'>, 'onKeyDown'> {
  /** Enter without Shift. Without it Enter submits the form. */
  readonly onEnter?: (event: KeyboardEvent<Field>) => void;
  /** Every other key. */
  readonly onKey?: (event: KeyboardEvent<Field>) => void;
  /** Without border and background, for fields inside something that has them. */
  readonly bare?: boolean;
}

export function Input({ onEnter, onKey, bare = false, className, ...rest }: InputProps) {
  const keys = useEnter({ onEnter, onKey });
  return (
    <input
      {...rest}
      {...keys}
      className={classNames(
        bare
          ? 'min-w-0 bg-transparent outline-none placeholder:text-faint'
          : classNames(CONTROL_CLASS_NAME, 'h-9 pointer-coarse:h-11'),
        className,
      )}
    />
  );
}
