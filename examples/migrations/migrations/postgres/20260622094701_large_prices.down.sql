-- ~ column product.name: text(80) → text
-- ~ column product.price_in_cents: int64 → int32

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "product" WHERE "product"."price_in_cents" NOT BETWEEN -2147483648 AND 2147483647) THEN
        RAISE EXCEPTION 'product.price_in_cents is beyond -2147483648 to 2147483647 in some row, which the new column cannot hold: change those rows first';
    END IF;
END $check$;

ALTER TABLE "product" ALTER COLUMN "name" TYPE text;

ALTER TABLE "product" ALTER COLUMN "price_in_cents" TYPE integer;
