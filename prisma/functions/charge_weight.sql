-- What the tokens of a run are divided by when its person is charged: their weight. An external service costs no GPU time of the
-- company: there nothing is charged.
CREATE OR REPLACE FUNCTION "charge_weight"(in_engine TEXT, person_weight DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (SELECT "location" FROM "engine" WHERE "id" = in_engine) = 'external' THEN 'Infinity' ELSE greatest(person_weight, 0.01) END
$$;
