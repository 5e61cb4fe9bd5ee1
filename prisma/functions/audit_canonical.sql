-- The canonical row: all columns but the two hashes, which are not part of what they prove.
CREATE OR REPLACE FUNCTION "audit_canonical"(event "audit_event") RETURNS BYTEA LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT convert_to(
    "audit_field"('yika-audit-1')
    || "audit_field"((event)."seq"::text)
    || "audit_field"(to_char((event)."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || "audit_field"((event)."action") || "audit_field"((event)."outcome")
    || "audit_field"((event)."actor_id"::text) || "audit_field"((event)."actor_name") || "audit_field"((event)."address")
    || "audit_field"((event)."target_kind") || "audit_field"((event)."target_id") || "audit_field"((event)."tool_name")
    || "audit_field"((event)."conversation_id"::text) || "audit_field"((event)."run_id"::text) || "audit_field"((event)."call_id"::text)
    || "audit_field"((event)."details"), 'UTF8')
$$;
