'use client';
import { CircleAlert, Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { pathOf, startDraft, type DraftList } from '@/components/calls/schema/drafts';
import { useFieldErrorText } from '@/components/calls/schema/field-error-text';
import type { FieldControlPropsOf, RenderField } from '@/components/calls/schema/field-props';
import type { ListField } from '@/components/calls/schema/schema-fields';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';

interface ListControlProps extends FieldControlPropsOf<ListField> {
  readonly draft: DraftList;
  readonly label: string;
  readonly renderField: RenderField;
}

/** The items of a list, which grows and shrinks. */
export function ListControl({ field, draft, path, errors, disabled, onChange, label, renderField }: ListControlProps) {
  const t = useTranslations('tools.form');
  const common = useTranslations('common');
  const errorText = useFieldErrorText()(errors.get(path));
  const items = useRef<HTMLDivElement>(null);
  const add = () => {
    onChange([...draft, startDraft(field.items, undefined, true)]);
    requestAnimationFrame(() =>
      [...(items.current?.children ?? [])].at(-1)?.querySelector<HTMLElement>('input, textarea, select')?.focus(),
    );
  };
  return (
    <fieldset
      className="grid min-w-0 gap-2"
      aria-invalid={errorText === undefined ? undefined : true}
      tabIndex={errorText === undefined ? undefined : -1}
    >
      <legend className="mb-1.5 flex items-baseline gap-2 text-sm font-medium">
        {label}
        {field.required ? null : <span className="font-normal text-faint">{common('optional')}</span>}
      </legend>
      {field.description === '' ? null : <p className="text-sm text-faint">{field.description}</p>}
      <div ref={items} className={field.items.kind === 'group' ? 'grid gap-5' : 'grid gap-2'}>
        {draft.map((item, index) => (
          <div key={index} className="flex items-start gap-1.5">
            <div className="min-w-0 flex-1">
              {renderField({
                field: field.items,
                label: t('item', { number: index + 1 }),
                draft: item,
                path: pathOf(path, index),
                errors,
                disabled,
                onChange: (changed) => onChange(draft.map((before, place) => (place === index ? changed : before))),
              })}
            </div>
            <IconButton
              label={t('removeItem', { number: index + 1 })}
              icon={<X className="size-4" />}
              disabled={disabled}
              onClick={() => onChange(draft.filter((_, place) => place !== index))}
              className={field.items.kind === 'group' || field.items.kind === 'list' ? '-my-2' : 'mt-6'}
            />
          </div>
        ))}
      </div>
      <div>
        <Button
          size="sm"
          icon={<Plus aria-hidden className="size-4" />}
          disabled={disabled || draft.length >= (field.maxItems ?? Infinity)}
          onClick={add}
        >
          {t('addItem')}
        </Button>
      </div>
      <div aria-live="polite">
        {errorText === undefined ? null : (
          <p className="flex items-start gap-1.5 text-sm text-danger">
            <CircleAlert aria-hidden className="mt-0.5 size-3.5" />
            {errorText}
          </p>
        )}
      </div>
    </fieldset>
  );
}
