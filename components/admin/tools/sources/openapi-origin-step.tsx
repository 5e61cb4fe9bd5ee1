'use client';
import { useMutation } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { requestPreview, type OpenApiOrigin } from '@/components/admin/tools/sources/source-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
import { Input } from '@/components/ui/input';
import { Tabs } from '@/components/ui/tabs';
import { Textarea } from '@/components/ui/textarea';
import { MAX_OPENAPI_BYTES, type OpenApiPreview } from '@/lib/tools/openapi-contracts';

type Way = 'text' | 'address';

/** The values of the first step. */
export interface TypedOrigin {
  readonly way: Way;
  readonly text: string;
  readonly url: string;
  readonly isIntranet: boolean;
}

export const EMPTY_ORIGIN: TypedOrigin = { way: 'text', text: '', url: '', isIntranet: false };

export interface OpenApiOriginStepProps {
  readonly typed: TypedOrigin;
  readonly onTyped: (typed: TypedOrigin) => void;
  readonly onRead: (origin: OpenApiOrigin, preview: OpenApiPreview) => void;
}

/** The origin of the document: pasted, from a file, or fetched by the server. */
export function OpenApiOriginStep({ typed, onTyped, onRead }: OpenApiOriginStepProps) {
  const t = useTranslations('governance.openapi');
  const errorText = useErrorText();
  const { way, text, url, isIntranet } = typed;
  const [error, setError] = useState<string>();
  const preview = useMutation({
    mutationFn: (origin: OpenApiOrigin) => requestPreview(origin),
    onSuccess: (read, origin) => onRead(origin, read),
  });
  const submit = () => {
    const wrong =
      way === 'text'
        ? text.trim() === ''
          ? t('textMissing')
          : sentBytes(text) > MAX_OPENAPI_BYTES
            ? t('tooLong', { limit: MAX_OPENAPI_BYTES, size: sentBytes(text) })
            : undefined
        : /^https?:\/\/\S+$/.test(url.trim())
          ? undefined
          : t('urlError');
    setError(wrong);
    if (wrong === undefined) preview.mutate(way === 'text' ? { document: text } : { url: url.trim(), isIntranet });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="grid gap-4"
    >
      <FormProblem problem={{ text: preview.isError ? errorText(preview.error) : undefined }} />
      <Tabs
        label={t('ways.label')}
        value={way}
        onValueChange={(value) => {
          onTyped({ ...typed, way: value === 'address' ? 'address' : 'text' });
          setError(undefined);
        }}
        tabs={[
          {
            value: 'text',
            label: t('ways.text'),
            content: (
              <div className="grid gap-3">
                <FileButton onText={(next) => onTyped({ ...typed, text: next })} onProblem={setError} />
                <Field label={t('document')} hint={t('documentHint')} error={error}>
                  {(control) => (
                    <Textarea
                      {...control}
                      value={text}
                      rows={12}
                      spellCheck={false}
                      className="font-mono text-sm"
                      onChange={({ target }) => onTyped({ ...typed, text: target.value })}
                    />
                  )}
                </Field>
              </div>
            ),
          },
          {
            value: 'address',
            label: t('ways.address'),
            content: (
              <div className="grid gap-3">
                <Field label={t('url')} hint={t('urlHint')} error={error}>
                  {(control) => (
                    <Input
                      {...control}
                      type="url"
                      value={url}
                      placeholder="https://api.example.com/openapi.json"
                      autoComplete="off"
                      spellCheck={false}
                      onChange={({ target }) => onTyped({ ...typed, url: target.value })}
                    />
                  )}
                </Field>
                <Checkbox
                  label={t('isIntranet')}
                  checked={isIntranet}
                  onChange={({ target }) => onTyped({ ...typed, isIntranet: target.checked })}
                />
              </div>
            ),
          },
        ]}
      />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={preview.isPending}>
          {t('read')}
        </Button>
      </div>
    </form>
  );
}

/** The size of a document in a request, where quotes and line breaks take more bytes than in a file. */
function sentBytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}

interface FileButtonProps {
  readonly onText: (text: string) => void;
  readonly onProblem: (problem: string | undefined) => void;
}

function FileButton({ onText, onProblem }: FileButtonProps) {
  const t = useTranslations('governance.openapi');
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string>();
  const read = async (file: File) => {
    const text = file.size > MAX_OPENAPI_BYTES ? null : await file.text();
    const size = text === null ? file.size : sentBytes(text);
    if (text === null || size > MAX_OPENAPI_BYTES) {
      onProblem(t('tooLong', { limit: MAX_OPENAPI_BYTES, size }));
      return;
    }
    onProblem(undefined);
    setName(file.name);
    onText(text);
  };
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      <input
        ref={input}
        type="file"
        accept=".json,.yaml,.yml,application/json,application/yaml,text/yaml"
        aria-label={t('file')}
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) read(file).catch(() => onProblem(t('fileUnreadable')));
          target.value = '';
        }}
      />
      <Button size="sm" icon={<FileUp aria-hidden className="size-4" />} onClick={() => input.current?.click()}>
        {t('file')}
      </Button>
      {name === undefined ? null : <span className="text-faint">{name}</span>}
    </div>
  );
}
