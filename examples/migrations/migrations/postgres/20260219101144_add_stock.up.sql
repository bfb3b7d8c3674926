-- + column product.stock: int32, default 0

ALTER TABLE "product" ADD COLUMN "stock" integer NOT NULL DEFAULT 0;
