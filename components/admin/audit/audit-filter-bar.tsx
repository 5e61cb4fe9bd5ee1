'use client';
import { SlidersHorizontal, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { dayOf, endOfDay, startOfDay } from '@/components/admin/audit/day-range';
import { useEventWords } from '@/components/admin/audit/use-event-words';
import { classNames } from '@/components/ui/class-names';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import {
  AUDIT_ACTIONS,
  auditActionSchema,
  auditOutcomeSchema,
  type AuditFilter,
  type AuditState,
} from '@/lib/audit/contracts';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const GROUPS = [
  'session',
  'person',
  'group',
  'tool',
  'source',
  'grant',
  'secret',
  'engine',
  'key',
  'call',
  'approval',
  'audit',
] as const;

export interface AuditFilterBarProps {
  readonly filter: AuditFilter;
  readonly state: AuditState;
  readonly onChange: (filter: AuditFilter) => void;
}

export function AuditFilterBar({ filter, state, onChange }: AuditFilterBarProps) {
  const t = useTranslations('audit.filters');
  const [isMore, setMore] = useState(false);
  /** On a phone the filters are folded, so that the list is visible first. */
  const isFolded =
    !isMore && filter.from === undefined && filter.to === undefined && filter.conversationId === undefined;
  const set = (patch: { readonly [Name in keyof AuditFilter]: AuditFilter[Name] | undefined }): void =>
    onChange(withoutEmpty({ ...filter, ...patch }));
  return (
    <div role="search" aria-label={t('label')} className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4">
      <Select
        aria-label={t('person')}
        value={filter.actorId ?? ''}
        onChange={({ target }) => set({ actorId: target.value })}
      >
        <option value="">{t('anyPerson')}</option>
        {state.actors.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {filter.actorId === undefined || state.actors.some(({ id }) => id === filter.actorId) ? null : (
          <option value={filter.actorId}>{filter.actorId}</option>
        )}
      </Select>
      <ActionSelect
        value={filter.action ?? ''}
        onChange={(action) => set({ action: auditActionSchema.safeParse(action).data })}
      />
      <OutcomeSelect
        value={filter.outcome ?? ''}
        onChange={(outcome) => set({ outcome: auditOutcomeSchema.safeParse(outcome).data })}
      />
      <Select
        aria-label={t('tool')}
        value={filter.toolName ?? ''}
        onChange={({ target }) => set({ toolName: target.value })}
      >
        <option value="">{t('anyTool')}</option>
        {state.toolNames.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {filter.toolName === undefined || state.toolNames.includes(filter.toolName) ? null : (
          <option value={filter.toolName}>{filter.toolName}</option>
        )}
      </Select>
      <div className={classNames('contents', isFolded && 'max-sm:hidden')}>
        <DayInput label={t('from')} value={dayOf(filter.from)} onChange={(day) => set({ from: startOfDay(day) })} />
        <DayInput label={t('to')} value={dayOf(filter.to, -1)} onChange={(day) => set({ to: endOfDay(day) })} />
        <ConversationInput value={filter.conversationId ?? ''} onChange={(conversationId) => set({ conversationId })} />
      </div>
      <div className="flex flex-wrap items-center gap-2 max-lg:col-span-full">
        {isFolded ? (
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2.5 sm:hidden"
            icon={<SlidersHorizontal aria-hidden className="size-4" />}
            onClick={() => setMore(true)}
          >
            {t('more')}
          </Button>
        ) : null}
        {filter.targetId === undefined ? null : (
          <Button
            size="sm"
            icon={<X aria-hidden className="size-3.5" />}
            className="max-w-full overflow-hidden"
            onClick={() => set({ targetId: undefined })}
          >
            <span className="truncate">{t('target', { id: filter.targetId })}</span>
          </Button>
        )}
        {Object.keys(filter).length === 0 ? null : (
          <Button variant="ghost" size="sm" onClick={() => onChange({})}>
            {t('clear')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ActionSelect({ value, onChange }: ChoiceProps) {
  const t = useTranslations('audit');
  const words = useEventWords();
  return (
    <Select aria-label={t('filters.action')} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t('filters.anyAction')}</option>
      {GROUPS.map((group) => (
        <optgroup key={group} label={t(`groups.${group}`)}>
          {AUDIT_ACTIONS.filter((action) => action.startsWith(`${group}.`)).map((action) => (
            <option key={action} value={action}>
              {words.action(action)}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}

function OutcomeSelect({ value, onChange }: ChoiceProps) {
  const t = useTranslations('audit');
  return (
    <Select aria-label={t('filters.outcome')} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t('filters.anyOutcome')}</option>
      {auditOutcomeSchema.options.map((outcome) => (
        <option key={outcome} value={outcome}>
          {t(`outcomes.${outcome}`)}
        </option>
      ))}
    </Select>
  );
}

function DayInput({ label, value, onChange }: ChoiceProps & { readonly label: string }) {
  return (
    <label className="flex min-w-0 items-center gap-2 text-sm text-muted max-sm:col-span-2">
      <span className="shrink-0 max-sm:w-10">{label}</span>
      <Input
        type="date"
        suppressHydrationWarning
        value={value}
        max="9999-12-31"
        className="min-w-0 flex-1"
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

const idIn = (text: string): string | undefined => UUID.exec(text)?.[0].toLowerCase();

/** Accepts an id, or an address that contains one. */
function ConversationInput({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (id: string | undefined) => void;
}) {
  const t = useTranslations('audit.filters');
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    // The value was set from outside: by a link of an event, or by "clear".
    if (value === '' || idIn(text) !== value) setText(value);
  }
  const isWrong = text.trim() !== '' && idIn(text) === undefined;
  const read = (next: string): void => {
    setText(next);
    const found = idIn(next);
    if (found !== undefined || next.trim() === '') onChange(found);
  };
  return (
    <Input
      aria-label={t('conversation')}
      placeholder={t('conversationHint')}
      value={text}
      aria-invalid={isWrong}
      title={isWrong ? t('conversationWrong') : undefined}
      className="max-sm:col-span-2"
      onChange={({ target }) => read(target.value)}
    />
  );
}

function withoutEmpty(filter: { readonly [Name in keyof AuditFilter]: AuditFilter[Name] | undefined }): AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
}
