-- + column customer.phone: text(30), may be NULL

ALTER TABLE "customer" ADD COLUMN "phone" varchar(30);
