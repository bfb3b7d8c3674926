-- + column customer.phone: text(30), may be NULL

ALTER TABLE "customer" ADD COLUMN "phone" VARCHAR(30) CONSTRAINT "customer_phone_length_check" CHECK (length("phone") <= 30);
