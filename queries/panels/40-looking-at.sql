-- The product that a new visitor looks at, named by the custom parameter `sku`. The visitor chooses the row, so this
-- shows only what the site shows to everybody.
--
-- title: Looking at | 正在浏览
-- for: unknown
-- public: yes
-- empty: hide
-- column picture: Picture  | 图片 | image
-- column name:    Product  | 商品 | link(https://shop.example.com/products/{sku})
-- column price:   Price    | 价格 | money(currency)
-- column stock:   In stock | 库存 | number alert(< 1)
-- column sku:     SKU      | 货号 | copy
select picture, name, price, currency, stock, sku
from products
where sku = :sent.sku
