-- - column customer.phone, and what it holds is lost

ALTER TABLE "customer" DROP COLUMN "phone";
