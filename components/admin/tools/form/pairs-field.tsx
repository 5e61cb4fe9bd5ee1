'use client';
import { Plus, X } from 'lucide-react';
import { useId, type Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { TemplateField } from '@/components/admin/tools/form/template-field';
import { usePartFocus, type FocusHandle } from '@/components/admin/tools/form/use-part-focus';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface PairsFieldProps {
  /** "请求头", "查询参数". */
  readonly label: string;
  readonly kind: 'headers' | 'query';
  readonly pairs: readonly Pair[];
  readonly argumentNames: readonly string[];
  readonly error: string | undefined;
  /** Whether the name in this row is wrong. */
  readonly isWrong?: (index: number) => boolean;
  readonly ref?: Ref<FocusHandle>;
  readonly onChange: (pairs: readonly Pair[]) => void;
}

/** Names with templates: headers or query parameters. */
export function PairsField({ label, kind, pairs, argumentNames, error, isWrong, ref, onChange }: PairsFieldProps) {
  const t = useTranslations('governance.template');
  const errorId = useId();
  const part = usePartFocus<HTMLFieldSetElement>(ref);
  const change = (index: number, pair: Pair) =>
    onChange(pairs.map((before, place) => (place === index ? pair : before)));
  return (
    <fieldset ref={part} className="grid min-w-0 gap-2">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {pairs.map((pair, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-1.5">
          <Input
            aria-label={t('pairName', { label, number: index + 1 })}
            {...(isWrong?.(index) === true ? { 'aria-invalid': true, 'aria-describedby': errorId } : {})}
            placeholder={t('name')}
            value={pair.name}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono text-sm"
            onChange={({ target }) => change(index, { ...pair, name: target.value })}
          />
          <TemplateField
            control={{}}
            label={t('pairValue', { label, number: index + 1 })}
            placeholder={t('value')}
            value={pair.value}
            argumentNames={argumentNames}
            allowsSecrets
            onChange={(value) => change(index, { ...pair, value })}
          />
          <IconButton
            label={t('removePair', { label, number: index + 1 })}
            icon={<X className="size-4" />}
            onClick={() => onChange(pairs.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {error === undefined ? null : (
        <p id={errorId} role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <div>
        <Button
          size="sm"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => onChange([...pairs, { name: '', value: '' }])}
        >
          {t(`add.${kind}`)}
        </Button>
      </div>
    </fieldset>
  );
}
