-- Ends the statement, and its transaction, with an error that the program knows: SQLSTATE YK001, the message is a code.
CREATE OR REPLACE FUNCTION "refuse"(code TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'YK001', MESSAGE = code;
END $$;
