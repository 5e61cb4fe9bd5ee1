'use client';
import { useQuery } from '@tanstack/react-query';
import { Braces, KeyRound, Plus } from 'lucide-react';
import { useRef, useState, type RefCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { SecretDialog } from '@/components/admin/shared/secret-dialog';
import { requestSecrets, SECRETS } from '@/components/admin/shared/secret-requests';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import { Textarea } from '@/components/ui/textarea';
import type { FieldControlProps } from '@/components/ui/field';

export interface TemplateFieldProps {
  readonly control: Partial<FieldControlProps>;
  /** The label for screen readers when there is no visible one. */
  readonly label?: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Names of the tool's arguments. */
  readonly argumentNames: readonly string[];
  /** Whether it may contain secrets (never in an address, which servers log). */
  readonly allowsSecrets: boolean;
  readonly multiline?: boolean;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  /** The control, which receives the focus when the form has an error here. */
  readonly ref?: RefCallback<HTMLElement>;
}

/** A text field for templates, with a menu that inserts placeholders for arguments and secrets at the cursor. */
export function TemplateField({
  control,
  label,
  value,
  placeholder,
  argumentNames,
  allowsSecrets,
  multiline = false,
  onChange,
  onBlur,
  ref,
}: TemplateFieldProps) {
  const t = useTranslations('governance.template');
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const place = useRef<number | null>(null);
  const [isCreating, setCreating] = useState(false);
  const insert = (name: string) => {
    const at = place.current ?? value.length;
    const reference = `{{${name}}}`;
    place.current = at + reference.length;
    onChange(value.slice(0, at) + reference + value.slice(at));
  };
  const shared = {
    ...control,
    value,
    placeholder,
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
    className: 'pr-10 font-mono text-sm',
    ref: (element: (HTMLInputElement & HTMLTextAreaElement) | null) => {
      field.current = element;
      ref?.(element);
    },
    ...(label === undefined ? {} : { 'aria-label': label }),
    onBlur: () => {
      place.current = field.current?.selectionStart ?? null;
      onBlur?.();
    },
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value),
  };
  return (
    <span className="relative block min-w-0">
      {multiline ? <Textarea {...shared} rows={5} /> : <Input {...shared} />}
      <Menu
        trigger={
          <IconButton
            size="sm"
            label={t('insert')}
            icon={<Braces className="size-4" />}
            className="absolute top-1 right-1"
          />
        }
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (isCreating) return;
          field.current?.focus();
          if (place.current !== null) field.current?.setSelectionRange(place.current, place.current);
        }}
      >
        <MenuLabel>{t('arguments')}</MenuLabel>
        {argumentNames.length === 0 ? <MenuLabel>{t('noArguments')}</MenuLabel> : null}
        {argumentNames.map((name) => (
          <MenuItem key={name} onSelect={() => insert(name)}>
            <code>{name}</code>
          </MenuItem>
        ))}
        {allowsSecrets ? (
          <SecretItems onPick={(name) => insert(`secret:${name}`)} onCreate={() => setCreating(true)} />
        ) : null}
      </Menu>
      {isCreating ? (
        <SecretDialog onClose={() => setCreating(false)} onSaved={({ name }) => insert(`secret:${name}`)} />
      ) : null}
    </span>
  );
}

function SecretItems({ onPick, onCreate }: { readonly onPick: (name: string) => void; readonly onCreate: () => void }) {
  const t = useTranslations('governance.template');
  const { data: secrets = [] } = useQuery({ queryKey: [SECRETS], queryFn: ({ signal }) => requestSecrets(signal) });
  return (
    <>
      <MenuSeparator />
      <MenuLabel>{t('secrets')}</MenuLabel>
      {secrets.map(({ id, name }) => (
        <MenuItem key={id} icon={<KeyRound className="size-4 text-muted" />} onSelect={() => onPick(name)}>
          <code>{name}</code>
        </MenuItem>
      ))}
      <MenuItem icon={<Plus className="size-4 text-muted" />} onSelect={onCreate}>
        {t('newSecret')}
      </MenuItem>
    </>
  );
}
