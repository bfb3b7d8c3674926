-- ~ table purchase → orders
-- ~ table purchase_products → orders_products
-- ~ column orders_products.purchase_id → orders_id
-- ~ orders: primary key (id), formerly purchase_pkey
-- ~ orders: check status is one of open, paid, formerly purchase_status_variant_check
-- ~ orders: index (customer_id), formerly purchase_customer_id_idx
-- ~ orders: foreign key (customer_id) to customer (id) on delete restrict, formerly purchase_customer_id_fkey
-- ~ orders_products: primary key (orders_id, product_id), formerly purchase_products_pkey
-- ~ orders_products: index (product_id), formerly purchase_products_product_id_idx
-- ~ orders_products: foreign key (orders_id) to orders (id) on delete cascade, formerly purchase_products_purchase_id_fkey
-- ~ orders_products: foreign key (product_id) to product (id) on delete cascade, formerly purchase_products_product_id_fkey

ALTER TABLE "purchase" RENAME TO "orders";

ALTER TABLE "purchase_products" RENAME TO "orders_products";

ALTER TABLE "orders_products" RENAME COLUMN "purchase_id" TO "orders_id";

ALTER TABLE "orders" RENAME CONSTRAINT "purchase_pkey" TO "orders_pkey";

ALTER TABLE "orders" RENAME CONSTRAINT "purchase_status_variant_check" TO "orders_status_variant_check";

ALTER INDEX "purchase_customer_id_idx" RENAME TO "orders_customer_id_idx";

ALTER TABLE "orders" RENAME CONSTRAINT "purchase_customer_id_fkey" TO "orders_customer_id_fkey";

ALTER TABLE "orders_products" RENAME CONSTRAINT "purchase_products_pkey" TO "orders_products_pkey";

ALTER INDEX "purchase_products_product_id_idx" RENAME TO "orders_products_product_id_idx";

ALTER TABLE "orders_products" RENAME CONSTRAINT "purchase_products_purchase_id_fkey" TO "orders_products_orders_id_fkey";

ALTER TABLE "orders_products" RENAME CONSTRAINT "purchase_products_product_id_fkey" TO "orders_products_product_id_fkey";
