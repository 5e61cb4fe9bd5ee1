'use client';
import { Check } from 'lucide-react';
import * as RadixMenu from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import {
  MENU_CLASS_NAME,
  MENU_DANGER_CLASS_NAME,
  MENU_ITEM_CLASS_NAME,
  MENU_PLAIN_CLASS_NAME,
} from '@/components/ui/menu-class-names';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly align?: 'start' | 'center' | 'end';
  readonly className?: string;
  /** Where it is put in the page; a landmark, so that it is found there. The body unless given. */
  readonly container?: HTMLElement | null;
  /** Called when the menu has closed; `preventDefault` keeps focus from going back to the trigger. */
  readonly onCloseAutoFocus?: (event: Event) => void;
  readonly children: ReactNode;
}

/**
 * A menu under a button. Its weight is in the positioning: load it on first use in what everyone downloads
 * (`menu-on-demand`).
 */
export function Menu({
  trigger,
  open,
  onOpenChange,
  side = 'bottom',
  align = 'end',
  className,
  container,
  onCloseAutoFocus,
  children,
}: MenuProps) {
  return (
    <RadixMenu.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
      <RadixMenu.Portal {...(container === undefined ? {} : { container })}>
        <RadixMenu.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={classNames(MENU_CLASS_NAME, className)}
          {...(onCloseAutoFocus === undefined ? {} : { onCloseAutoFocus })}
        >
          {children}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly hint?: ReactNode;
  readonly onSelect: (event: Event) => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, danger = false, disabled = false, hint, onSelect, children }: MenuItemProps) {
  return (
    <RadixMenu.Item
      disabled={disabled}
      onSelect={onSelect}
      className={classNames(MENU_ITEM_CLASS_NAME, danger ? MENU_DANGER_CLASS_NAME : MENU_PLAIN_CLASS_NAME)}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {hint}
    </RadixMenu.Item>
  );
}

/** An item that goes somewhere: give it a `Link`. */
export function MenuLink({ children }: { readonly children: ReactNode }) {
  return (
    <RadixMenu.Item asChild className={MENU_ITEM_CLASS_NAME}>
      {children}
    </RadixMenu.Item>
  );
}

export function MenuSeparator() {
  return <RadixMenu.Separator className="mx-1.5 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <RadixMenu.Label className="px-2.5 pt-1.5 pb-0.5 text-xs text-faint">{children}</RadixMenu.Label>;
}

export interface MenuChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of several, with a tick. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  const choose = (chosen: string) => {
    const option = options.find((candidate) => candidate.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <RadixMenu.RadioGroup value={value} onValueChange={choose} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <RadixMenu.RadioItem key={option.value} value={option.value} className={MENU_ITEM_CLASS_NAME}>
          <span className="flex-1">{option.label}</span>
          <RadixMenu.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent" />
          </RadixMenu.ItemIndicator>
        </RadixMenu.RadioItem>
      ))}
    </RadixMenu.RadioGroup>
  );
}
