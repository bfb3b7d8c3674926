-- - address: index (customer_id)
-- + address: unique (customer_id)

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "address" WHERE "address"."customer_id" IS NOT NULL GROUP BY "address"."customer_id" HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'several rows of address agree in (customer_id), which is to be unique: change or delete all but one of each first';
    END IF;
END $check$;

DROP INDEX "address_customer_id_idx";

ALTER TABLE "address" ADD CONSTRAINT "address_customer_id_key" UNIQUE ("customer_id");
