import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { getPrisma } from '@/lib/db/prisma';
import { createConversation, createMessage, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { getPool } from '@/lib/db/pool';

const database = useTestDatabase();

describe('applyMigrations', () => {
  it('has nothing to do on a migrated database', async () => {
    await expect(
      applyMigrations({ connectionString: database.connectionString, prismaFolder: 'prisma' }),
    ).resolves.toEqual([]);
  });

  it('serves the pool, Prisma and the seed builders', async () => {
    const conversation = await createConversation({ title: '合同' });
    await createMessage({ conversationId: conversation.id, text: '你好' });
    await createRun({ conversationId: conversation.id, personId: conversation.ownerId });
    await expect(
      getPrisma().conversation.findUniqueOrThrow({
        where: { id: conversation.id },
        include: { messages: true, runs: true },
      }),
    ).resolves.toMatchObject({
      title: '合同',
      messages: [{}, {}],
      runs: [{ status: 'queued' }],
    });
    await expect(getPool().query('select 1')).resolves.toMatchObject({ rowCount: 1 });
    expect(new pg.Client(inject('testAdminUrl')).database).toBe('postgres');
  });
});
