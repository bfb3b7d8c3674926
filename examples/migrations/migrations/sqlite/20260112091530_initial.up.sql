-- + table customer
-- + table address
-- + table product
-- + table purchase
-- + table purchase_products

CREATE TABLE "customer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(100) NOT NULL,
    "email" VARCHAR(200) NOT NULL,
    "fax" TEXT,
    CONSTRAINT "customer_email_key" UNIQUE ("email"),
    CONSTRAINT "customer_name_length_check" CHECK (length("name") <= 100),
    CONSTRAINT "customer_email_length_check" CHECK (length("email") <= 200)
);

CREATE TABLE "address" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "street" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    CONSTRAINT "address_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE
);

CREATE TABLE "product" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    CONSTRAINT "product_price_range_check" CHECK ("price" BETWEEN -2147483648 AND 2147483647)
);

CREATE TABLE "purchase" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "placed_at" TIMESTAMP_TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "customer_id" BIGINT NOT NULL,
    CONSTRAINT "purchase_status_variant_check" CHECK ("status" IN ('open', 'paid')),
    CONSTRAINT "purchase_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT
);

CREATE TABLE "purchase_products" (
    "purchase_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    CONSTRAINT "purchase_products_pkey" PRIMARY KEY ("purchase_id", "product_id"),
    CONSTRAINT "purchase_products_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "purchase" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "purchase_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "address_customer_id_idx" ON "address" ("customer_id");

CREATE INDEX "purchase_customer_id_idx" ON "purchase" ("customer_id");

CREATE INDEX "purchase_products_product_id_idx" ON "purchase_products" ("product_id");
