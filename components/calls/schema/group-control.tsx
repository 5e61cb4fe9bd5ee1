'use client';
import { useTranslations } from 'use-intl/react';
import { pathOf, type DraftGroup } from '@/components/calls/schema/drafts';
import type { FieldControlPropsOf, RenderField } from '@/components/calls/schema/field-props';
import type { GroupField } from '@/components/calls/schema/schema-fields';

interface GroupControlProps extends FieldControlPropsOf<GroupField> {
  readonly draft: DraftGroup;
  readonly label: string;
  readonly renderField: RenderField;
}

/** The properties of an object, under its name. */
export function GroupControl({
  field,
  draft,
  path,
  errors,
  disabled,
  onChange,
  label,
  renderField,
}: GroupControlProps) {
  const common = useTranslations('common');
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5 flex items-baseline gap-2 text-sm font-medium">
        {label}
        {field.required ? null : <span className="font-normal text-faint">{common('optional')}</span>}
      </legend>
      {field.description === '' ? null : <p className="text-sm text-faint">{field.description}</p>}
      <div className="grid gap-3 border-l-2 border-line pl-3">
        {field.fields.map((inner) =>
          renderField({
            field: inner,
            draft: draft[inner.name],
            path: pathOf(path, inner.name),
            errors,
            disabled,
            onChange: (changed) => onChange({ ...draft, [inner.name]: changed }),
          }),
        )}
      </div>
    </fieldset>
  );
}
