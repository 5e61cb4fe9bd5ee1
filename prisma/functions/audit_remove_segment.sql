-- Deletes the rows of the oldest sealed segment, whose file has this hash, and records audit.archived: nobody who may call it
-- can leave the event out. Operator and file name come from the archive program; without them the event names the user of
-- the database. The event is written last, since it locks the chain until the commit.
CREATE OR REPLACE FUNCTION "audit_remove_segment"(segment_first BIGINT, file_hash BYTEA, operator TEXT DEFAULT session_user, file_name TEXT DEFAULT NULL) RETURNS BIGINT
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  segment RECORD;
  removed BIGINT;
  details TEXT;
BEGIN
  SELECT * INTO segment FROM "audit_segment" WHERE "archived_at" IS NULL ORDER BY "first_seq" LIMIT 1 FOR UPDATE;
  IF segment."first_seq" IS DISTINCT FROM segment_first OR octet_length(file_hash) IS DISTINCT FROM 32 THEN
    RAISE EXCEPTION 'segment % is not the next one to archive', segment_first;
  END IF;
  UPDATE "audit_segment" SET "archived_at" = transaction_timestamp(), "file_sha256" = file_hash WHERE "first_seq" = segment_first;
  DELETE FROM "audit_event" WHERE "seq" BETWEEN segment."first_seq" AND segment."last_seq";
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed <> segment."last_seq" - segment."first_seq" + 1 THEN
    RAISE EXCEPTION 'segment % has % rows instead of %', segment_first, removed, segment."last_seq" - segment."first_seq" + 1;
  END IF;
  -- Members in the order of RFC 8785; to_json writes a text as that does.
  details := format('{"count":%s,"file":%s,"fileSha256":"%s","firstSeq":%s,"lastHash":"%s","lastSeq":%s,"prevHash":"%s"}',
    removed, coalesce(to_json(file_name)::text, 'null'), encode(file_hash, 'hex'), segment."first_seq", encode(segment."last_hash", 'hex'), segment."last_seq", encode(segment."prev_hash", 'hex'));
  PERFORM "audit_append"(json_build_array(json_build_object(
    'action', 'audit.archived', 'outcome', 'ok', 'actor_name', left(coalesce(operator, session_user), 200), 'target_kind', 'audit', 'details', details)));
  RETURN removed;
END $$;
REVOKE ALL ON FUNCTION "audit_remove_segment"(BIGINT, BYTEA, TEXT, TEXT) FROM PUBLIC;
