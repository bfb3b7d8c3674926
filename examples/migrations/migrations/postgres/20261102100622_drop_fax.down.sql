-- this migration cannot be taken back: what it dropped of customer is gone

DO $check$ BEGIN
    RAISE EXCEPTION 'this migration cannot be taken back: what it dropped of customer is gone';
END $check$;
