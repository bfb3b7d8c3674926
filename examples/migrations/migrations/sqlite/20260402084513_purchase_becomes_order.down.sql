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

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'orders has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('orders') WHERE "name" NOT IN ('id', 'placed_at', 'status', 'customer_id');

INSERT INTO "_orm_stop" SELECT 'orders has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'orders' AND "sql" IS NOT NULL AND "name" NOT IN ('orders_customer_id_idx');

INSERT INTO "_orm_stop" SELECT 'orders is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'orders' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

INSERT INTO "_orm_stop" SELECT 'orders_products has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('orders_products') WHERE "name" NOT IN ('orders_id', 'product_id');

INSERT INTO "_orm_stop" SELECT 'orders_products has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'orders_products' AND "sql" IS NOT NULL AND "name" NOT IN ('orders_products_product_id_idx');

INSERT INTO "_orm_stop" SELECT 'orders_products is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'orders_products' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

ALTER TABLE "orders" RENAME TO "purchase";

ALTER TABLE "orders_products" RENAME TO "purchase_products";

-- purchase is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_purchase" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "placed_at" TIMESTAMP_TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "customer_id" BIGINT NOT NULL,
    CONSTRAINT "purchase_status_variant_check" CHECK ("status" IN ('open', 'paid')),
    CONSTRAINT "purchase_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT
);

INSERT INTO "_orm_new_purchase" ("id", "placed_at", "status", "customer_id")
SELECT "id", "placed_at", "status", "customer_id" FROM "purchase";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "purchase" RENAME TO "_orm_old_purchase";

ALTER TABLE "_orm_new_purchase" RENAME TO "purchase";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'purchase', "sql" = replace("sql", '"_orm_old_purchase"', '"purchase"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_purchase';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_purchase"', '"purchase"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_purchase' AND instr("sql", '"_orm_old_purchase"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_purchase"', 'REFERENCES ' || '"purchase"') WHERE "type" = 'table' AND "name" = '_orm_old_purchase';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DELETE FROM "sqlite_sequence" WHERE "name" = 'purchase';

UPDATE "sqlite_sequence" SET "name" = 'purchase' WHERE "name" = '_orm_old_purchase';

DROP TABLE "_orm_old_purchase";

ALTER TABLE "purchase_products" RENAME COLUMN "orders_id" TO "purchase_id";

-- purchase_products is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_purchase_products" (
    "purchase_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    CONSTRAINT "purchase_products_pkey" PRIMARY KEY ("purchase_id", "product_id"),
    CONSTRAINT "purchase_products_purchase_id_fkey" FOREIGN KEY ("purchase_id") REFERENCES "purchase" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "purchase_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO "_orm_new_purchase_products" ("purchase_id", "product_id")
SELECT "purchase_id", "product_id" FROM "purchase_products";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "purchase_products" RENAME TO "_orm_old_purchase_products";

ALTER TABLE "_orm_new_purchase_products" RENAME TO "purchase_products";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'purchase_products', "sql" = replace("sql", '"_orm_old_purchase_products"', '"purchase_products"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_purchase_products';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_purchase_products"', '"purchase_products"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_purchase_products' AND instr("sql", '"_orm_old_purchase_products"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_purchase_products"', 'REFERENCES ' || '"purchase_products"') WHERE "type" = 'table' AND "name" = '_orm_old_purchase_products';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DROP TABLE "_orm_old_purchase_products";

CREATE INDEX "purchase_customer_id_idx" ON "purchase" ("customer_id");

CREATE INDEX "purchase_products_product_id_idx" ON "purchase_products" ("product_id");

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
