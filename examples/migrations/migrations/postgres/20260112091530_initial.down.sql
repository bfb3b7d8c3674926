-- - table purchase_products, and what it holds is lost
-- - table purchase, and what it holds is lost
-- - table product, and what it holds is lost
-- - table address, and what it holds is lost
-- - table customer, and what it holds is lost

DROP TABLE "purchase_products";

DROP TABLE "purchase";

DROP TABLE "product";

DROP TABLE "address";

DROP TABLE "customer";
