-- - product: unique (name)
-- + column product.deleted_at: timestamp, may be NULL
-- + product: unique (name) where deleted_at is null

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'product has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('product') WHERE "name" NOT IN ('id', 'name', 'price_in_cents', 'stock');

INSERT INTO "_orm_stop" SELECT 'product has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'product' AND "sql" IS NOT NULL AND "name" NOT IN ('product_name_key');

INSERT INTO "_orm_stop" SELECT 'product is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'product' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

-- product is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_product" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(80) NOT NULL,
    "price_in_cents" BIGINT NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 0,
    "deleted_at" TIMESTAMP_TEXT,
    CONSTRAINT "product_stock_check" CHECK (stock >= 0),
    CONSTRAINT "product_name_length_check" CHECK (length("name") <= 80),
    CONSTRAINT "product_price_in_cents_range_check" CHECK (typeof("price_in_cents") <> 'real'),
    CONSTRAINT "product_stock_range_check" CHECK ("stock" BETWEEN -2147483648 AND 2147483647)
);

INSERT INTO "_orm_new_product" ("id", "name", "price_in_cents", "stock")
SELECT "id", "name", "price_in_cents", "stock" FROM "product";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "product" RENAME TO "_orm_old_product";

ALTER TABLE "_orm_new_product" RENAME TO "product";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'product', "sql" = replace("sql", '"_orm_old_product"', '"product"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_product';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_product"', '"product"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_product' AND instr("sql", '"_orm_old_product"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_product"', 'REFERENCES ' || '"product"') WHERE "type" = 'table' AND "name" = '_orm_old_product';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DELETE FROM "sqlite_sequence" WHERE "name" = 'product';

UPDATE "sqlite_sequence" SET "name" = 'product' WHERE "name" = '_orm_old_product';

DROP TABLE "_orm_old_product";

CREATE UNIQUE INDEX "product_name_key" ON "product" ("name") WHERE "deleted_at" IS NULL;

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
