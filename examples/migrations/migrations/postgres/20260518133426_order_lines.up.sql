-- ~ table orders_products → order_line
-- ~ column order_line.orders_id → order_id
-- - order_line: foreign key (product_id) to product (id) on delete cascade
-- - order_line: foreign key (order_id) to orders (id) on delete cascade
-- + column order_line.quantity: int32, default 1
-- ~ order_line: primary key (order_id, product_id), formerly orders_products_pkey
-- ~ order_line: index (product_id), formerly orders_products_product_id_idx
-- + order_line: foreign key (order_id) to orders (id) on delete cascade
-- + order_line: foreign key (product_id) to product (id) on delete cascade

ALTER TABLE "orders_products" RENAME TO "order_line";

ALTER TABLE "order_line" RENAME COLUMN "orders_id" TO "order_id";

ALTER TABLE "order_line" DROP CONSTRAINT "orders_products_product_id_fkey";

ALTER TABLE "order_line" DROP CONSTRAINT "orders_products_orders_id_fkey";

ALTER TABLE "order_line" ADD COLUMN "quantity" integer NOT NULL DEFAULT 1;

ALTER TABLE "order_line" RENAME CONSTRAINT "orders_products_pkey" TO "order_line_pkey";

ALTER INDEX "orders_products_product_id_idx" RENAME TO "order_line_product_id_idx";

ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE;

ALTER TABLE "order_line" ADD CONSTRAINT "order_line_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE;
