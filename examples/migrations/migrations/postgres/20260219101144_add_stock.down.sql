-- - column product.stock, and what it holds is lost

ALTER TABLE "product" DROP COLUMN "stock";
