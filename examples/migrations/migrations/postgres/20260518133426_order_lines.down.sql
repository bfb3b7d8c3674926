-- ~ table order_line → orders_products
-- - column orders_products.quantity, and what it holds is lost
-- ~ column orders_products.order_id → orders_id
-- - orders_products: foreign key (product_id) to product (id) on delete cascade
-- - orders_products: foreign key (orders_id) to orders (id) on delete cascade
-- ~ orders_products: primary key (orders_id, product_id), formerly order_line_pkey
-- ~ orders_products: index (product_id), formerly order_line_product_id_idx
-- + orders_products: foreign key (orders_id) to orders (id) on delete cascade
-- + orders_products: foreign key (product_id) to product (id) on delete cascade

ALTER TABLE "order_line" RENAME TO "orders_products";

ALTER TABLE "orders_products" DROP COLUMN "quantity";

ALTER TABLE "orders_products" RENAME COLUMN "order_id" TO "orders_id";

ALTER TABLE "orders_products" DROP CONSTRAINT "order_line_product_id_fkey";

ALTER TABLE "orders_products" DROP CONSTRAINT "order_line_order_id_fkey";

ALTER TABLE "orders_products" RENAME CONSTRAINT "order_line_pkey" TO "orders_products_pkey";

ALTER INDEX "order_line_product_id_idx" RENAME TO "orders_products_product_id_idx";

ALTER TABLE "orders_products" ADD CONSTRAINT "orders_products_orders_id_fkey" FOREIGN KEY ("orders_id") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "orders_products" ADD CONSTRAINT "orders_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
