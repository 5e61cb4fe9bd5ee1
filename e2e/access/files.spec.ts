import { file } from '@/e2e/access/access-scene';
import { expect, test } from '@/e2e/access/fixtures';

test('the bytes of a file come as a download in a sandbox, whatever is in them', async ({ signInAs, database }) => {
  const owner = await signInAs('employee');
  const admin = await signInAs('admin');
  const { fileId } = await file({ database, owner, admin });
  const content = await owner.request.get(`/api/files/${String(fileId)}/content`);
  expect(content.status()).toBe(200);
  expect(content.headers()).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringContaining('attachment'),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const page = await owner.request.get('/files');
  expect(page.headers()['content-security-policy']).toContain("default-src 'self'");
});
