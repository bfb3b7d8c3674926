-- ~ table orders → purchase
-- ~ table orders_products → purchase_products
-- ~ column purchase_products.orders_id → purchase_id
-- ~ purchase: primary key (id), formerly orders_pkey
-- ~ purchase: check status is one of open, paid, formerly orders_status_variant_check
-- ~ purchase: index (customer_id), formerly orders_customer_id_idx
-- ~ purchase: foreign key (customer_id) to customer (id) on delete restrict, formerly orders_customer_id_fkey
-- ~ purchase_products: primary key (purchase_id, product_id), formerly orders_products_pkey
-- ~ purchase_products: index (product_id), formerly orders_products_product_id_idx
-- ~ purchase_products: foreign key (purchase_id) to purchase (id) on delete cascade, formerly orders_products_orders_id_fkey
-- ~ purchase_products: foreign key (product_id) to product (id) on delete cascade, formerly orders_products_product_id_fkey

ALTER TABLE "orders" RENAME TO "purchase";

ALTER TABLE "orders_products" RENAME TO "purchase_products";

ALTER TABLE "purchase_products" RENAME COLUMN "orders_id" TO "purchase_id";

ALTER TABLE "purchase" RENAME CONSTRAINT "orders_pkey" TO "purchase_pkey";

ALTER TABLE "purchase" RENAME CONSTRAINT "orders_status_variant_check" TO "purchase_status_variant_check";

ALTER INDEX "orders_customer_id_idx" RENAME TO "purchase_customer_id_idx";

ALTER TABLE "purchase" RENAME CONSTRAINT "orders_customer_id_fkey" TO "purchase_customer_id_fkey";

ALTER TABLE "purchase_products" RENAME CONSTRAINT "orders_products_pkey" TO "purchase_products_pkey";

ALTER INDEX "orders_products_product_id_idx" RENAME TO "purchase_products_product_id_idx";

ALTER TABLE "purchase_products" RENAME CONSTRAINT "orders_products_orders_id_fkey" TO "purchase_products_purchase_id_fkey";

ALTER TABLE "purchase_products" RENAME CONSTRAINT "orders_products_product_id_fkey" TO "purchase_products_product_id_fkey";
