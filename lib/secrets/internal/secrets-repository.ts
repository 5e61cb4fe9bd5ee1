import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { EncryptedSecret, SecretIdentity } from '@/lib/secrets/internal/secret-cipher';

/** A row of tool_secret, encrypted. */
export interface SecretRow extends SecretIdentity, EncryptedSecret {
  readonly hosts: string[];
  readonly createdAt: Date;
  /** Of the value, not of the key it is encrypted with. */
  readonly updatedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** All of them by name, capitals and small letters together. */
export async function selectSecrets(prisma: PrismaRunner = getPrisma()): Promise<SecretRow[]> {
  const rows = await prisma.toolSecret.findMany({ orderBy: { name: 'asc' } });
  const byName = rows.map((row) => ({ row, key: row.name.toLowerCase() }));
  byName.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return byName.map(({ row }) => row);
}

/** The secrets of these names; unknown names are left out. */
export function selectSecretsByName(names: readonly string[]): Promise<SecretRow[]> {
  return getPrisma().toolSecret.findMany({ where: { name: { in: [...names] } } });
}

/** A secret by id. Waits for transactions that lock its row (see `shareSecrets`) and for a rotation. */
export async function findSecretForUpdate({ prisma, sql }: Transaction, id: string): Promise<SecretRow | null> {
  await lockRow(sql, 'tool_secret', id);
  return prisma.toolSecret.findUnique({ where: { id } });
}

/** @returns whether the name was free */
export async function insertSecret(secret: SecretRow, prisma: PrismaRunner): Promise<boolean> {
  const { id, name, hosts, createdAt, updatedAt } = secret;
  const data = [{ id, name, hosts, createdAt, updatedAt, ...encrypted(secret) }];
  return (await prisma.toolSecret.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Another value, hosts and time. */
export async function updateSecret(secret: SecretRow, prisma: PrismaRunner): Promise<void> {
  const { id, hosts, updatedAt } = secret;
  await prisma.toolSecret.update({
    where: { id },
    data: { hosts, updatedAt, ...encrypted(secret) },
    select: { id: true },
  });
}

/** Another key, the same value: its time stays. */
export async function updateCiphertext(id: string, secret: EncryptedSecret, prisma: PrismaRunner): Promise<void> {
  await prisma.toolSecret.update({ where: { id }, data: encrypted(secret), select: { id: true } });
}

/** Deletes a secret. Fails when it does not exist. */
export async function deleteSecretRow(id: string, prisma: PrismaRunner): Promise<void> {
  await prisma.toolSecret.delete({ where: { id }, select: { id: true } });
}

function encrypted({ ciphertext, nonce, keyId }: EncryptedSecret) {
  return { ciphertext: Uint8Array.from(ciphertext), nonce: Uint8Array.from(nonce), keyId };
}
