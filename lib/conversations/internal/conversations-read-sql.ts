// SQL: a branch of the message tree is recursive, and both are on the path of a question.
import 'server-only';

/** $1 message, $2 most messages. Root first; of a longer branch the newest ones. */
export const LOAD_BRANCH = `
  WITH RECURSIVE branch AS (
    SELECT id, parent_id, role, parts, origin, 1 AS depth FROM message WHERE id = $1
    UNION ALL
    SELECT m.id, m.parent_id, m.role, m.parts, m.origin, branch.depth + 1
    FROM branch JOIN message m ON m.id = branch.parent_id
    WHERE branch.depth < $2
  )
  SELECT id, role, parts, origin FROM branch ORDER BY depth DESC`;

/** $1 owner, $2 message */
export const FIND_OWNED_MESSAGE = `
  SELECT m.id, m.conversation_id, m.parent_id, m.role, m.parts, m.origin
  FROM message m JOIN conversation c ON c.id = m.conversation_id
  WHERE m.id = $2 AND c.owner_id = $1 AND c.deleted_at IS NULL`;
