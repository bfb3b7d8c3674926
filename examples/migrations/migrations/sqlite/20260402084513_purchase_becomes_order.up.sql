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

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'purchase has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('purchase') WHERE "name" NOT IN ('id', 'placed_at', 'status', 'customer_id');

INSERT INTO "_orm_stop" SELECT 'purchase has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'purchase' AND "sql" IS NOT NULL AND "name" NOT IN ('purchase_customer_id_idx');

INSERT INTO "_orm_stop" SELECT 'purchase is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'purchase' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

INSERT INTO "_orm_stop" SELECT 'purchase_products has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('purchase_products') WHERE "name" NOT IN ('purchase_id', 'product_id');

INSERT INTO "_orm_stop" SELECT 'purchase_products has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'purchase_products' AND "sql" IS NOT NULL AND "name" NOT IN ('purchase_products_product_id_idx');

INSERT INTO "_orm_stop" SELECT 'purchase_products is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'purchase_products' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

ALTER TABLE "purchase" RENAME TO "orders";

ALTER TABLE "purchase_products" RENAME TO "orders_products";

-- orders is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_orders" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "placed_at" TIMESTAMP_TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "customer_id" BIGINT NOT NULL,
    CONSTRAINT "orders_status_variant_check" CHECK ("status" IN ('open', 'paid')),
    CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE RESTRICT
);

INSERT INTO "_orm_new_orders" ("id", "placed_at", "status", "customer_id")
SELECT "id", "placed_at", "status", "customer_id" FROM "orders";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "orders" RENAME TO "_orm_old_orders";

ALTER TABLE "_orm_new_orders" RENAME TO "orders";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'orders', "sql" = replace("sql", '"_orm_old_orders"', '"orders"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_orders';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_orders"', '"orders"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_orders' AND instr("sql", '"_orm_old_orders"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_orders"', 'REFERENCES ' || '"orders"') WHERE "type" = 'table' AND "name" = '_orm_old_orders';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DELETE FROM "sqlite_sequence" WHERE "name" = 'orders';

UPDATE "sqlite_sequence" SET "name" = 'orders' WHERE "name" = '_orm_old_orders';

DROP TABLE "_orm_old_orders";

ALTER TABLE "orders_products" RENAME COLUMN "purchase_id" TO "orders_id";

-- orders_products is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_orders_products" (
    "orders_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    CONSTRAINT "orders_products_pkey" PRIMARY KEY ("orders_id", "product_id"),
    CONSTRAINT "orders_products_orders_id_fkey" FOREIGN KEY ("orders_id") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "orders_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO "_orm_new_orders_products" ("orders_id", "product_id")
SELECT "orders_id", "product_id" FROM "orders_products";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "orders_products" RENAME TO "_orm_old_orders_products";

ALTER TABLE "_orm_new_orders_products" RENAME TO "orders_products";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'orders_products', "sql" = replace("sql", '"_orm_old_orders_products"', '"orders_products"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_orders_products';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_orders_products"', '"orders_products"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_orders_products' AND instr("sql", '"_orm_old_orders_products"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_orders_products"', 'REFERENCES ' || '"orders_products"') WHERE "type" = 'table' AND "name" = '_orm_old_orders_products';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DROP TABLE "_orm_old_orders_products";

CREATE INDEX "orders_customer_id_idx" ON "orders" ("customer_id");

CREATE INDEX "orders_products_product_id_idx" ON "orders_products" ("product_id");

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
