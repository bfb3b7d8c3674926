-- + column product.stock: int32, default 0

ALTER TABLE "product" ADD COLUMN "stock" INTEGER NOT NULL DEFAULT 0 CONSTRAINT "product_stock_range_check" CHECK ("stock" BETWEEN -2147483648 AND 2147483647);
