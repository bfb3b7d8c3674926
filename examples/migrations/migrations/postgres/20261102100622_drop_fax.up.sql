-- - column customer.fax, and what it holds is lost

ALTER TABLE "customer" DROP COLUMN "fax";
