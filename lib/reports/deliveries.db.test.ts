import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { regionalReport } from '@/lib/analysis/templates/regional-report';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { createOwner } from '@/lib/files/testing/upload-file';
import type { ReceiverInput, Schedule } from '@/lib/reports/contracts';
import { getRun } from '@/lib/reports/get-run';
import { deleteOldRuns } from '@/lib/reports/internal/schedule-sql';
import { makeDueRun } from '@/lib/reports/internal/start-schedules';
import { decideRun, requestRun } from '@/lib/reports/request-run';
import { createReport } from '@/lib/reports/save-report';
import { startReports, stopReports } from '@/lib/reports/start-reports';
import { SAMPLE_SOURCE_ID } from '@/lib/sources/contracts';

useTestDatabase();

const CONTENT: ReportContent = {
  title: '区域业绩日报',
  language: 'zh',
  timeZone: 'Asia/Shanghai',
  day: '2026-03-02',
  computedAt: '2026-03-03T00:30:00.000Z',
  notices: [],
  figures: {},
  blocks: [],
  queries: [],
};
const definition = regionalReport({
  language: 'zh',
  sourceId: SAMPLE_SOURCE_ID,
  schema: 'sales',
  timeZone: 'Asia/Shanghai',
});

const mails: ParsedMail[] = [];
let temporary = 1;
let server: SMTPServer;
let owner: Principal;
beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const refuse = (responseCode: number): void => done(Object.assign(new Error('no'), { responseCode }));
      if (address.startsWith('refused')) refuse(550);
      else if (address.startsWith('busy') && temporary > 0) {
        temporary -= 1;
        refuse(451);
      } else done();
    },
    onData: (stream, session, done) => {
      simpleParser(stream)
        .then((mail) => {
          mails.push(mail);
          const [to] = session.envelope.rcptTo;
          if (to?.address.startsWith('lost') !== true) {
            done();
            return;
          }
          // Taken, and the answer is lost on its way.
          for (const connection of server.connections) if (connection.id === session.id) connection.close();
        })
        .catch(done);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  setEnvironment({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'reports@yika.test',
    // It is only looked up who may use it.
    SAMPLE_DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none',
  });
  owner = await createOwner();
});
afterEach(stopReports);
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function makeReport(receivers: ReceiverInput[], schedule: Schedule | null = null): Promise<string> {
  const settings = { reviewerIds: [], allowsPlain: true, deadlineMinutes: 60, keepDays: 30 };
  return createReport(owner, { definition, settings: { ...settings, release: 'reviewed', schedule, receivers } });
}

/** A run that waits for a person. */
async function makeReviewedRun(reportId: string): Promise<string> {
  const runId = uuidv7();
  await sqlRunner().query(
    `INSERT INTO report_run (id, report_id, version, day, state, content, created_at) VALUES ($1, $2, 1, '2026-03-02', 'review', $3, now())`,
    [runId, reportId, JSON.stringify(CONTENT)],
  );
  return runId;
}

it('a released report goes to each receiver once, and says what each server answered', async () => {
  const mail = (target: string): ReceiverInput => ({ channel: 'mail', target });
  const reportId = await makeReport([
    { channel: 'person', target: owner.personId },
    mail('taken@yika.test'),
    mail('refused@yika.test'),
    mail('busy@yika.test'),
    mail('lost@yika.test'),
  ]);
  const runId = await makeReviewedRun(reportId);
  await decideRun(owner, runId, { decision: 'release' });
  await expect(decideRun(owner, runId, { decision: 'release' })).rejects.toMatchObject({ code: 'report-run-ended' });
  startReports();
  const states = async () =>
    Object.fromEntries((await getRun(owner, runId)).deliveries.map(({ receiver, state }) => [receiver, state]));
  // The one that is busy is tried again after some seconds.
  await vi.waitFor(async () => expect(Object.values(await states())).not.toContain('waiting'), {
    timeout: 30_000,
    interval: 200,
  });
  expect(await states()).toEqual({
    [owner.name]: 'accepted',
    'taken@yika.test': 'accepted',
    'refused@yika.test': 'failed',
    'busy@yika.test': 'accepted',
    'lost@yika.test': 'unknown',
  });
  const subjects = mails.map(({ subject }) => subject);
  expect(subjects).toEqual(['区域业绩日报 · 2026-03-02', '区域业绩日报 · 2026-03-02', '区域业绩日报 · 2026-03-02']);
  expect(mails[0]?.attachments.map(({ filename }) => filename)).toEqual(['区域业绩日报 · 2026-03-02.xlsx']);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
});

it('a slot is made once by many processes, and missed ones are listed as skipped', async () => {
  const schedule = { cron: '30 8 * * *', timeZone: 'Asia/Shanghai', workdaysOnly: false, dayOffset: -1 };
  const reportId = await makeReport([], schedule);
  await sqlRunner().query(`UPDATE report SET next_at = '2026-03-02T00:30:00Z' WHERE id = $1`, [reportId]);
  const now = new Date('2026-03-04T00:31:00Z');
  const made = await Promise.all([makeDueRun(now), makeDueRun(now), makeDueRun(now)]);
  expect(made.filter(Boolean)).toHaveLength(1);
  const { rows } = await sqlRunner().query<{ day: string; state: string; late: boolean }>(
    `SELECT day::text, state::text, is_late AS late FROM report_run WHERE report_id = $1 ORDER BY slot`,
    [reportId],
  );
  expect(rows).toEqual([
    { day: '2026-03-01', state: 'skipped', late: true },
    { day: '2026-03-02', state: 'skipped', late: true },
    { day: '2026-03-03', state: 'waiting', late: false },
  ]);
  const { rows: next } = await sqlRunner().query<{ next_at: Date }>(`SELECT next_at FROM report WHERE id = $1`, [
    reportId,
  ]);
  expect(next[0]?.next_at.toISOString()).toBe('2026-03-05T00:30:00.000Z');
});

it('a report whose source is away fails with a sentence, and its owner sees it', async () => {
  const reportId = await makeReport([]);
  const { id } = await requestRun(owner, reportId, { day: '2026-03-02' });
  await sqlRunner().query(`UPDATE job SET max_attempts = 1 WHERE key = $1`, [id]);
  startReports();
  await vi.waitFor(async () => expect((await getRun(owner, id)).state).toBe('failed'), {
    timeout: 20_000,
    interval: 200,
  });
  expect((await getRun(owner, id)).error?.code).toBe('source-unreachable');
});

it('nobody else sees a report or a run of it', async () => {
  const other = await createOwner();
  const reportId = await makeReport([]);
  const runId = await makeReviewedRun(reportId);
  await expect(getRun(other, runId)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(requestRun(other, reportId, { day: '2026-03-02' })).rejects.toMatchObject({ kind: 'not-found' });
});

it('results older than a report keeps them are removed, and no others', async () => {
  const reportId = await makeReport([]);
  const [old, young] = [await makeReviewedRun(reportId), await makeReviewedRun(reportId)];
  await sqlRunner().query(`UPDATE report_run SET created_at = now() - interval '31 days' WHERE id = $1`, [old]);
  await deleteOldRuns(sqlRunner(), new Date());
  await expect(getRun(owner, old)).rejects.toMatchObject({ kind: 'not-found' });
  expect((await getRun(owner, young)).state).toBe('review');
});
