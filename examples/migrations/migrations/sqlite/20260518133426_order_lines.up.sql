-- ~ table orders_products → order_line
-- ~ column order_line.orders_id → order_id
-- - order_line: foreign key (product_id) to product (id) on delete cascade
-- - order_line: foreign key (order_id) to orders (id) on delete cascade
-- + column order_line.quantity: int32, default 1
-- ~ order_line: primary key (order_id, product_id), formerly orders_products_pkey
-- ~ order_line: index (product_id), formerly orders_products_product_id_idx
-- + order_line: foreign key (order_id) to orders (id) on delete cascade
-- + order_line: foreign key (product_id) to product (id) on delete cascade

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'orders_products has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('orders_products') WHERE "name" NOT IN ('orders_id', 'product_id');

INSERT INTO "_orm_stop" SELECT 'orders_products has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'orders_products' AND "sql" IS NOT NULL AND "name" NOT IN ('orders_products_product_id_idx');

INSERT INTO "_orm_stop" SELECT 'orders_products is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'orders_products' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

ALTER TABLE "orders_products" RENAME TO "order_line";

ALTER TABLE "order_line" RENAME COLUMN "orders_id" TO "order_id";

-- order_line is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_order_line" (
    "order_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "order_line_pkey" PRIMARY KEY ("order_id", "product_id"),
    CONSTRAINT "order_line_quantity_range_check" CHECK ("quantity" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE,
    CONSTRAINT "order_line_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE
);

INSERT INTO "_orm_new_order_line" ("order_id", "product_id")
SELECT "order_id", "product_id" FROM "order_line";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "order_line" RENAME TO "_orm_old_order_line";

ALTER TABLE "_orm_new_order_line" RENAME TO "order_line";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'order_line', "sql" = replace("sql", '"_orm_old_order_line"', '"order_line"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_order_line';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_order_line"', '"order_line"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_order_line' AND instr("sql", '"_orm_old_order_line"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_order_line"', 'REFERENCES ' || '"order_line"') WHERE "type" = 'table' AND "name" = '_orm_old_order_line';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DROP TABLE "_orm_old_order_line";

CREATE INDEX "order_line_product_id_idx" ON "order_line" ("product_id");

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
