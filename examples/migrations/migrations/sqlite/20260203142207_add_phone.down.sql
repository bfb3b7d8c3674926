-- - column customer.phone, and what it holds is lost

-- A row here stops the migration with its message.
CREATE TEMP TABLE "_orm_stop" ("message" TEXT);

CREATE TEMP TRIGGER "_orm_stop_at_once" BEFORE INSERT ON "_orm_stop"
BEGIN SELECT RAISE(ABORT, NEW."message"); END;

INSERT INTO "_orm_stop" SELECT 'customer has the column ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: add it to the model, or drop it' FROM pragma_table_xinfo('customer') WHERE "name" NOT IN ('id', 'name', 'email', 'fax', 'phone');

INSERT INTO "_orm_stop" SELECT 'customer has the index ' || "name" || ', which the migrations do not know of, and which would be lost as the table is rebuilt: drop it, and create it again afterwards' FROM "sqlite_schema" WHERE "type" = 'index' AND "tbl_name" = 'customer' AND "sql" IS NOT NULL AND "name" NOT IN ('customer_email_key');

INSERT INTO "_orm_stop" SELECT 'customer is STRICT, WITHOUT ROWID or has a COLLATE, which the migrations do not know of, and which would be lost as the table is rebuilt: rebuild it by SQL of your own' FROM "sqlite_schema" WHERE "type" = 'table' AND "name" = 'customer' AND (upper("sql") LIKE '%) STRICT%' OR upper("sql") LIKE '%WITHOUT ROWID%' OR upper("sql") LIKE '% COLLATE %');

-- customer is made anew with its rows: ALTER TABLE cannot say what changes.
CREATE TABLE "_orm_new_customer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(100) NOT NULL,
    "email" VARCHAR(200) NOT NULL,
    "fax" TEXT,
    CONSTRAINT "customer_email_key" UNIQUE ("email"),
    CONSTRAINT "customer_name_length_check" CHECK (length("name") <= 100),
    CONSTRAINT "customer_email_length_check" CHECK (length("email") <= 200)
);

INSERT INTO "_orm_new_customer" ("id", "name", "email", "fax")
SELECT "id", "name", "email", "fax" FROM "customer";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "customer" RENAME TO "_orm_old_customer";

ALTER TABLE "_orm_new_customer" RENAME TO "customer";

-- What referred to the table that steps aside refers to the one in its place.
PRAGMA writable_schema = ON;

UPDATE "sqlite_schema" SET "rowid" = "rowid" + (SELECT max("rowid") FROM "sqlite_schema"), "tbl_name" = 'customer', "sql" = replace("sql", '"_orm_old_customer"', '"customer"') WHERE "type" = 'trigger' AND "tbl_name" = '_orm_old_customer';

UPDATE "sqlite_schema" SET "sql" = replace("sql", '"_orm_old_customer"', '"customer"') WHERE "type" IN ('table', 'trigger') AND "name" <> '_orm_old_customer' AND instr("sql", '"_orm_old_customer"') > 0;

UPDATE "sqlite_schema" SET "sql" = replace("sql", 'REFERENCES ' || '"_orm_old_customer"', 'REFERENCES ' || '"customer"') WHERE "type" = 'table' AND "name" = '_orm_old_customer';

PRAGMA writable_schema = RESET;

PRAGMA legacy_alter_table = OFF;

DELETE FROM "sqlite_sequence" WHERE "name" = 'customer';

UPDATE "sqlite_sequence" SET "name" = 'customer' WHERE "name" = '_orm_old_customer';

DROP TABLE "_orm_old_customer";

-- Every foreign key leads to a row, and every view and trigger can be read.
INSERT INTO "_orm_stop" SELECT 'a foreign key of ' || "table" || ' to ' || "parent" || ' leads to no row' FROM pragma_foreign_key_check LIMIT 1;

CREATE TABLE "_orm_probe" ("views" TEXT);

ALTER TABLE "_orm_probe" RENAME TO "_orm_probed";

DROP TABLE "_orm_probed";

DROP TABLE temp."_orm_stop";
