-- - address: unique (customer_id)
-- + address: index (customer_id)

ALTER TABLE "address" DROP CONSTRAINT "address_customer_id_key";

CREATE INDEX "address_customer_id_idx" ON "address" ("customer_id");
