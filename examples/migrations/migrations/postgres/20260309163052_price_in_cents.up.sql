-- ~ column product.price → price_in_cents

ALTER TABLE "product" RENAME COLUMN "price" TO "price_in_cents";
