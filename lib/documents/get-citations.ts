import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { findOwnedMessage, loadBranch } from '@/lib/conversations/load-branch';
import { sqlRunner } from '@/lib/db/transaction';
import type { MessageCitations } from '@/lib/documents/contracts';
import { loadAttachments } from '@/lib/documents/load-attachments';
import { resolveCitations } from '@/lib/documents/resolve-citations';
import { notFound } from '@/lib/errors/app-error';

/**
 * The citations of an answer, checked against the files of its branch as they are now. A file that was deleted has
 * none: its marks are `missing`.
 * @throws AppError not-found when the message is not this person's
 */
export async function getCitations({ personId }: Principal, messageId: string): Promise<MessageCitations> {
  const [message, branch] = await Promise.all([
    findOwnedMessage(sqlRunner(), personId, messageId),
    loadBranch(sqlRunner(), messageId),
  ]);
  if (message === null) throw notFound('message');
  const attachments = await loadAttachments(personId, branch);
  if (attachments.length === 0) return { files: [], parts: [] };
  const files = attachments.map(({ part, sections }) => ({ name: part.name, sections }));
  const parts = message.parts.flatMap((part, index) => {
    if (part.type !== 'text') return [];
    const citations = resolveCitations(part.text, files);
    return citations.length === 0 ? [] : [{ part: index, citations }];
  });
  const cited = parts.flatMap(({ citations }) => citations);
  return {
    files: attachments.map(({ part, file, sections }, index) => ({
      id: part.text,
      name: part.name,
      unit: file?.unit ?? null,
      isDeleted: file === undefined,
      sections: sections.filter(({ unit, number }) =>
        cited.some((one) => one.file === index && one.section?.unit === unit && one.section.number === number),
      ),
    })),
    parts,
  };
}
