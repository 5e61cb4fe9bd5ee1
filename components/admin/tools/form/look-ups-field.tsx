'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { argumentsOf, linkTo } from '@/components/admin/tools/form/look-up-links';
import { requestTool, requestTools, TOOLS } from '@/components/admin/shared/tool-requests';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { MAX_LOOK_UPS, type JsonObject, type LinkedLookUp } from '@/lib/tools/contracts';

export interface LookUpsFieldProps {
  readonly value: readonly LinkedLookUp[];
  /** The schema of the tool in the form. */
  readonly schema: JsonObject;
  readonly onChange: (lookUps: LinkedLookUp[]) => void;
}

/** Which look-ups are shown to the approver, and which argument of the call provides each of their arguments. */
export function LookUpsField({ value, schema, onChange }: LookUpsFieldProps) {
  const t = useTranslations('governance.lookUps');
  const tools = useQuery({ queryKey: [TOOLS], queryFn: ({ signal }) => requestTools(signal) });
  const free =
    tools.data?.filter(({ id, effect }) => effect === 'read' && !value.some(({ toolId }) => toolId === id)) ?? [];
  return (
    <fieldset className="grid gap-3">
      <legend className="text-sm font-medium">{t('title')}</legend>
      <p className="text-sm text-muted">{t('hint')}</p>
      {value.map((link) => (
        <LinkedTool
          key={link.toolId}
          link={link}
          schema={schema}
          onChange={(changed) => onChange(value.map((one) => (one === link ? changed : one)))}
          onRemove={() => onChange(value.filter((one) => one !== link))}
        />
      ))}
      {value.length >= MAX_LOOK_UPS ? null : (
        <AddLookUp tools={free} schema={schema} onAdd={(link) => onChange([...value, link])} />
      )}
    </fieldset>
  );
}

interface AddLookUpProps {
  readonly tools: readonly { readonly id: string; readonly title: string }[];
  readonly schema: JsonObject;
  readonly onAdd: (link: LinkedLookUp) => void;
}

function AddLookUp({ tools, schema, onAdd }: AddLookUpProps) {
  const t = useTranslations('governance.lookUps');
  const add = async (toolId: string) => onAdd(linkTo(await requestTool(toolId, new AbortController().signal), schema));
  return (
    <Field label={t('add')}>
      {(control) => (
        <Select {...control} value="" onChange={({ target }) => void add(target.value)}>
          <option value="">{t('choose')}</option>
          {tools.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface LinkedToolProps {
  readonly link: LinkedLookUp;
  readonly schema: JsonObject;
  readonly onChange: (link: LinkedLookUp) => void;
  readonly onRemove: () => void;
}

function LinkedTool({ link, schema, onChange, onRemove }: LinkedToolProps) {
  const t = useTranslations('governance.lookUps');
  const { data: tool } = useQuery({
    queryKey: [TOOLS, link.toolId],
    queryFn: ({ signal }) => requestTool(link.toolId, signal),
    retry: false,
  });
  const title = tool?.title ?? t('gone');
  const set = (name: string, from: string) => {
    const others = link.arguments.filter((one) => one.name !== name);
    onChange({ ...link, arguments: from === '' ? others : [...others, { name, from }] });
  };
  return (
    <fieldset className="grid gap-2 rounded-md border border-line p-3">
      <legend className="sr-only">{title}</legend>
      <div className="flex items-center gap-2">
        <span aria-hidden className="min-w-0 flex-1 truncate text-sm font-medium">
          {title}
        </span>
        <IconButton label={t('remove', { tool: title })} icon={<X className="size-4" />} onClick={onRemove} />
      </div>
      {tool === undefined
        ? null
        : argumentsOf(tool.inputSchema).map(({ name, title: label }) => (
            <Field key={name} label={label}>
              {(control) => (
                <Select
                  {...control}
                  value={link.arguments.find((one) => one.name === name)?.from ?? ''}
                  onChange={({ target }) => set(name, target.value)}
                >
                  <option value="">{t('unset')}</option>
                  {argumentsOf(schema).map((own) => (
                    <option key={own.name} value={own.name}>
                      {own.title}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
    </fieldset>
  );
}
