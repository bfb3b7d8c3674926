-- - address: unique (customer_id)
-- + address: index (customer_id)

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'address has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('address') WHERE "name" NOT IN ('id', 'street', 'city', 'customer_id');

INSERT INTO "_orm_stop" SELECT 'address has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'address' AND "sql" IS NOT NULL AND "name" NOT IN ('address_customer_id_key');

INSERT INTO "_orm_stop" SELECT 'address is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'address' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

-- address is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_address" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "street" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    CONSTRAINT "address_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE
);

INSERT INTO "_orm_new_address" ("id", "street", "city", "customer_id")
SELECT "id", "street", "city", "customer_id" FROM "address";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "address" RENAME TO "_orm_old_address";

ALTER TABLE "_orm_new_address" RENAME TO "address";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'address', "sql" = replace("sql", '"_orm_old_address"', '"address"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_address';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_address"', '"address"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_address' AND instr("sql", '"_orm_old_address"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_address"', 'REFERENCES ' || '"address"') WHERE "type" = 'table' AND "name" = '_orm_old_address';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DELETE FROM "sqlite_sequence" WHERE "name" = 'address';

UPDATE "sqlite_sequence" SET "name" = 'address' WHERE "name" = '_orm_old_address';

DROP TABLE "_orm_old_address";

CREATE INDEX "address_customer_id_idx" ON "address" ("customer_id");

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
