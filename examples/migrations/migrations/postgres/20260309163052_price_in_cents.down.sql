-- ~ column product.price_in_cents → price

ALTER TABLE "product" RENAME COLUMN "price_in_cents" TO "price";
