-- ~ column product.name: text → text(80)
-- ~ column product.price_in_cents: int32 → int64

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "product" WHERE length("product"."name") > 80) THEN
        RAISE EXCEPTION 'product.name is longer than 80 characters in some row, which the new column cannot hold: change those rows first';
    END IF;
END $check$;

ALTER TABLE "product" ALTER COLUMN "name" TYPE varchar(80);

ALTER TABLE "product" ALTER COLUMN "price_in_cents" TYPE bigint;
