-- What an engine said may quote a key. It belongs to the log and the admin's engine page, not to the run, whose person reads it.
UPDATE "run" SET "error" = "error" #- '{values,message}'
WHERE "error" #> '{values,message}' IS NOT NULL AND ("error" ->> 'code' LIKE 'engine-%' OR "error" ->> 'code' = 'context-overflow');
