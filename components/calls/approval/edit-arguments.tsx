'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { argumentChanges } from '@/components/calls/approval/argument-changes';
import { ChangesTable } from '@/components/calls/approval/changes-table';
import { useOwnEscape } from '@/components/lib/use-own-escape';
import { argumentTree, orderArguments } from '@/components/lib/argument-tree';
import { SchemaForm } from '@/components/calls/schema-form';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ArgumentName, JsonObject } from '@/lib/tools/contracts';

export interface EditArgumentsProps {
  /** JSON Schema of the tool's arguments. */
  readonly schema: JsonObject;
  readonly original: JsonObject;
  readonly names: readonly ArgumentName[];
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly onCancel: () => void;
  readonly onApprove: (edited: JsonObject) => void;
}

/**
 * Other arguments instead of those asked for: written in a form, looked at beside the original, then approved. Esc goes
 * one step back.
 */
export function EditArguments({ schema, original, names, busy, problem, onCancel, onApprove }: EditArgumentsProps) {
  const t = useTranslations('tools.inbox');
  const tree = argumentTree(names);
  const ordered = orderArguments(original, tree);
  const [draft, setDraft] = useState(ordered);
  const [isReviewing, setReviewing] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that led here is gone; on touch as well, for users of a screen reader.
    if (!isReviewing) place.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, [isReviewing]);
  useOwnEscape(place, () => {
    if (busy) return;
    if (isReviewing) setReviewing(false);
    else onCancel();
  });
  const changes = isReviewing ? argumentChanges(ordered, draft) : [];
  return (
    // What is pressed in it beside its fields keeps the focus, and Esc, inside.
    <div ref={place} tabIndex={-1} className="outline-none">
      {isReviewing ? (
        <div className="grid gap-3">
          {problem === undefined ? null : (
            <Notice tone="danger" role="alert">
              {problem}
            </Notice>
          )}
          {changes.length === 0 ? (
            <p className="text-sm text-muted">{t('unchanged')}</p>
          ) : (
            <ChangesTable changes={changes} names={tree} />
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button disabled={busy} onClick={onCancel}>
              {t('cancelEdit')}
            </Button>
            <Button autoFocus={changes.length === 0} disabled={busy} onClick={() => setReviewing(false)}>
              {t('back')}
            </Button>
            <Button
              variant="primary"
              autoFocus={changes.length > 0}
              busy={busy}
              disabled={changes.length === 0}
              onClick={() => onApprove(draft)}
            >
              {t('approveEdited')}
            </Button>
          </div>
        </div>
      ) : (
        <SchemaForm
          schema={schema}
          value={draft}
          problem={problem}
          onSubmit={(value) => {
            setDraft(value);
            setReviewing(true);
          }}
        >
          <Button onClick={onCancel}>{t('cancelEdit')}</Button>
          <Button type="submit" variant="primary">
            {t('reviewEdit')}
          </Button>
        </SchemaForm>
      )}
    </div>
  );
}
