-- - orders: check status is one of open, paid
-- + product: unique (name)
-- + product: check stock >= 0
-- + orders: check status is one of open, paid, shipped
-- + orders: index (placed_at)

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "product" WHERE "product"."name" IS NOT NULL GROUP BY "product"."name" HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'several rows of product agree in (name), which is to be unique: change or delete all but one of each first';
    END IF;
END $check$;

DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM "product" WHERE NOT (stock >= 0)) THEN
        RAISE EXCEPTION 'some row of product does not meet the new condition stock >= 0: change it first';
    END IF;
END $check$;

ALTER TABLE "orders" DROP CONSTRAINT "orders_status_variant_check";

ALTER TABLE "product" ADD CONSTRAINT "product_name_key" UNIQUE ("name");

ALTER TABLE "product" ADD CONSTRAINT "product_stock_check" CHECK (stock >= 0);

ALTER TABLE "orders" ADD CONSTRAINT "orders_status_variant_check" CHECK ("status" IN ('open', 'paid', 'shipped'));

CREATE INDEX "orders_placed_at_idx" ON "orders" ("placed_at");
