-- - product: unique (name)
-- + column product.deleted_at: timestamp, may be NULL
-- + product: unique (name) where deleted_at is null

ALTER TABLE "product" DROP CONSTRAINT "product_name_key";

ALTER TABLE "product" ADD COLUMN "deleted_at" timestamptz;

CREATE UNIQUE INDEX "product_name_key" ON "product" ("name") WHERE "deleted_at" IS NULL;
