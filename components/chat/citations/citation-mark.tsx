'use client';
import dynamic from 'next/dynamic';
import { useContext, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CitationsContext } from '@/components/chat/citations/use-citations';

const FileViewer = dynamic(async () => (await import('@/components/files/file-viewer')).FileViewer, { ssr: false });

/** A citation as a small mark with its place; a press opens the text there. Copied, it is text in brackets. */
export function CitationMark({ id }: { readonly id: string }) {
  const t = useTranslations('chat.citations');
  const citations = useContext(CitationsContext);
  const [isOpen, setIsOpen] = useState(false);
  const [part, index] = id.split('.').map(Number);
  const citation = citations?.parts.find((one) => one.part === part)?.citations[index ?? -1];
  if (citations === null || citation === undefined) return null;
  const file = citations.files[citation.file ?? -1];
  const section = file?.sections.find(
    ({ unit, number }) => unit === citation.section?.unit && number === citation.section.number,
  );
  if (citation.status === 'missing' || file === undefined || section === undefined)
    return (
      <span className="md-cite md-cite-missing" data-tooltip={t('missingHint')}>
        [{t('missing')}]
      </span>
    );
  const place = t(section.unit === 'p' ? 'page' : 'section', { number: section.number });
  const label = citations.files.length === 1 ? place : t('ofFile', { file: (citation.file ?? 0) + 1, place });
  return (
    <>
      <a
        href={`#${id}`}
        role="button"
        className="md-cite"
        aria-label={t('open', { name: file.name, place })}
        data-tooltip={citation.status === 'moved' ? t('moved') : file.name}
        onClick={(event) => {
          event.preventDefault();
          setIsOpen(true);
        }}
      >
        <span className="md-cite-name">[{file.name} </span>
        {label}
        <span className="md-cite-name">]</span>
      </a>
      {isOpen ? (
        <FileViewer
          fileId={file.id}
          name={file.name}
          title={`${file.name} · ${place}`}
          at={{ section, passage: citation.passage }}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </>
  );
}
