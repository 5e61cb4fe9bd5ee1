import 'server-only';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { getConfig } from '@/lib/config/config';
import { messageOf } from '@/lib/errors/message-of';
import { toMarkdown } from '@/lib/publishing/to-markdown';
import { toWorkbook } from '@/lib/publishing/to-workbook';

/** retry: nothing was sent. failed: the server refused it for good. unknown: the connection was lost after the data. */
export interface SendResult {
  readonly outcome: 'accepted' | 'failed' | 'unknown' | 'retry';
  /** The server's words. */
  readonly answer: string;
}

const TIMEOUT_MS = 30_000;
/** Commands before the message itself: an error there means that nothing was sent. */
const BEFORE_DATA = new Set(['API', 'EHLO', 'HELO', 'LHLO', 'STARTTLS', 'AUTH', 'AUTH PLAIN', 'MAIL FROM', 'RCPT TO']);

/**
 * Sends a report by mail, as text with the workbook. The message id is made of `deliveryId`, so that mail servers can
 * recognise a repetition. The address is passed as an object: no header can be made of it.
 */
export async function sendMail(to: string, content: ReportContent, deliveryId: string): Promise<SendResult> {
  const { SMTP_URL, MAIL_FROM } = getConfig();
  if (SMTP_URL === undefined) return { outcome: 'failed', answer: 'SMTP_URL is not set' };
  const transport = createTransport(SMTP_URL, {
    from: MAIL_FROM,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const subject = `${content.title} · ${content.day}`;
  try {
    const sent = await withTimeout(
      transport.sendMail({
        to: { name: '', address: to },
        subject,
        messageId: `<${deliveryId}@yika.report>`,
        text: toMarkdown(content),
        attachments: [{ filename: `${subject}.xlsx`, content: await toWorkbook(content) }],
      }),
    );
    return { outcome: 'accepted', answer: sent.response };
  } catch (error) {
    return { outcome: outcomeOf(error), answer: messageOf(error).slice(0, 500) };
  } finally {
    transport.close();
  }
}

/** A connection that is lost gives the same error before and after the data: only one that never came is repeated. */
function outcomeOf(error: unknown): SendResult['outcome'] {
  const { responseCode, command, syscall, code } = errorSchema.parse(error);
  if (responseCode !== undefined) return responseCode >= 500 ? 'failed' : 'retry';
  if (syscall === 'connect' || code === 'EDNS') return 'retry';
  return command !== undefined && BEFORE_DATA.has(command) ? 'retry' : 'unknown';
}

/** What nodemailer says of an error besides its message. */
const errorSchema = z.object({
  responseCode: z.number().optional(),
  command: z.string().optional(),
  syscall: z.string().optional(),
  code: z.string().optional(),
});

async function withTimeout<Result>(work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the mail server did not answer')), TIMEOUT_MS);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
