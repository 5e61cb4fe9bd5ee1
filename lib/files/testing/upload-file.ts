import type { Principal } from '@/lib/auth/contracts';
import { createPerson } from '@/lib/db/testing/seed';
import { beginUpload } from '@/lib/files/begin-upload';
import { PART_BYTES } from '@/lib/files/contracts';
import { finishUpload } from '@/lib/files/finish-upload';
import { uploadPart } from '@/lib/files/upload-part';

/** Somebody who is signed in. */
export async function createOwner(): Promise<Principal> {
  const { id, name, role } = await createPerson();
  return { personId: id, sessionId: crypto.randomUUID(), name, role, mustChangePassword: false };
}

/** Uploads a file as a browser does. @returns its id */
export async function uploadFile(owner: Principal, name: string, content: Uint8Array | string): Promise<string> {
  const bytes = Buffer.from(content);
  const { id } = await beginUpload(owner, { name, size: bytes.byteLength });
  for (let offset = 0; offset < bytes.byteLength; offset += 2 * PART_BYTES)
    await uploadPart(owner, id, { offset, bytes: bytes.subarray(offset, offset + 2 * PART_BYTES) });
  await finishUpload(owner, id, {});
  return id;
}
