-- - product: unique (name) where deleted_at is null
-- - column product.deleted_at, and what it holds is lost
-- + product: unique (name)

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "product" WHERE "product"."name" IS NOT NULL GROUP BY "product"."name" HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'several rows of product agree in (name), which is to be unique: change or delete all but one of each first';
    END IF;
END $check$;

DROP INDEX "product_name_key";

ALTER TABLE "product" DROP COLUMN "deleted_at";

ALTER TABLE "product" ADD CONSTRAINT "product_name_key" UNIQUE ("name");
