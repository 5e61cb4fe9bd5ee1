-- One field of the canonical row: its length in bytes of UTF-8, ':', its text, ','; a null is '-,'.
CREATE OR REPLACE FUNCTION "audit_field"(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NULL THEN '-,' ELSE octet_length(convert_to(value, 'UTF8'))::text || ':' || value || ',' END
$$;
