import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { lockTable } from '@/lib/db/locks-sql';
import { advanceKeyRing, configuredKeys, loadKeyRing, type KeySource } from '@/lib/secrets/internal/key-ring';
import { resealDataKey, type SealedDataKey } from '@/lib/secrets/data-key';
import { openSecret } from '@/lib/secrets/open-secrets';
import { encryptSecret } from '@/lib/secrets/internal/secret-cipher';
import { selectSecrets, updateCiphertext } from '@/lib/secrets/internal/secrets-repository';

export interface Rotation {
  readonly secrets: number;
  readonly keyId: string;
}

/** Encrypts the data key of a stored thing (`lib/secrets/data-key.ts`) again. */
export type Reseal = (owner: string, sealed: SealedDataKey) => SealedDataKey;

interface RotateOptions {
  /** Encrypts data keys again, in the same transaction; after it every stored thing has the new key. */
  readonly rotateDataKeys?: (transaction: Transaction, reseal: Reseal) => Promise<number>;
  readonly keys?: KeySource;
  readonly onStep?: (step: 'opened' | 'key-kept' | 'encrypted') => void;
}

/**
 * Encrypts every secret with another key: SECRETS_KEY when it is set (the one before belongs into
 * SECRETS_PREVIOUS_KEYS), else a new one in the key file. One transaction, and the new key is on the disk beside the
 * older ones before any row needs it: whenever the process dies, each row's key is there, and the command can be run
 * again.
 * @param options `keys`: the configuration's unless given; `onStep`: called after each step, for tests that end it
 * there
 * @throws AppError `secret-unreadable` with the first secret that cannot be read; then nothing is changed
 */
export async function rotateSecrets(options: RotateOptions = {}): Promise<Rotation> {
  const { keys = configuredKeys(), onStep = () => undefined } = options;
  return await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    // One rotation at a time, and nobody writes a secret meanwhile.
    await lockTable(sql, 'tool_secret');
    const before = await loadKeyRing(keys);
    const opened = (await selectSecrets(prisma)).map((row) => ({ row, value: openSecret(before, row) }));
    onStep('opened');
    const ring = await advanceKeyRing(keys);
    onStep('key-kept');
    for (const { row, value } of opened)
      await updateCiphertext(row.id, encryptSecret(ring.current, row, value), prisma);
    await options.rotateDataKeys?.(transaction, (owner, sealed) => resealDataKey(before, ring, owner, sealed));
    onStep('encrypted');
    await recordEvents(sql, [
      {
        action: 'secret.key_rotated',
        outcome: 'ok',
        ...SYSTEM_ACTOR,
        targetKind: 'secret',
        details: { secrets: opened.length, keyId: ring.current.id },
      },
    ]);
    return { secrets: opened.length, keyId: ring.current.id };
  });
}
