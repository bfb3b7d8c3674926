use orm::prelude::*;

use super::models::*;
use crate::classics::{Question, questions};

pub fn all() -> Vec<Question> {
    questions()
}

questions! {
    /// Which is the dearest product of each category?
    dearest_product_of_each_category(db) -> (String, String, i64) {
        let dearer = Product::filter(
            Product::category_id.eq(outer(Product::category_id))
                & Product::price_in_cents.gt(outer(Product::price_in_cents)),
        );
        let category = Product::category.then(Category::name);
        Product::filter(!exists(dearer))
            .select((category.clone(), Product::name, Product::price_in_cents))
            .order_by(category.asc())
            .all(db)
            .await
    }
    "SELECT c.name, p.name, p.price_in_cents
        FROM product p
        JOIN category c ON c.id = p.category_id
        WHERE p.price_in_cents = (SELECT MAX(q.price_in_cents) FROM product q WHERE q.category_id = p.category_id)
        ORDER BY c.name"

    /// Which products have to be ordered anew, since there are fewer than their reorder level?
    products_to_reorder(db) -> (String, i32, i32) {
        Product::filter(Product::in_stock.lt(Product::reorder_level) & !Product::discontinued)
            .select((Product::name, Product::in_stock, Product::reorder_level))
            .order_by(Product::name.asc())
            .all(db)
            .await
    }
    "SELECT name, in_stock, reorder_level FROM product
        WHERE in_stock < reorder_level AND NOT discontinued
        ORDER BY name"

    /// How many products has each category, in stock and discontinued?
    products_by_category(db) -> (String, i64, i64) {
        let discontinued = Category::products.filter(Product::discontinued).count();
        Category::query()
            .select((Category::name, Category::products.count(), discontinued))
            .order_by(Category::name.asc())
            .all(db)
            .await
    }
    "SELECT c.name, count(p.id), COALESCE(SUM(CASE WHEN p.discontinued THEN 1 ELSE 0 END), 0)
        FROM category c
        LEFT JOIN product p ON p.category_id = c.id
        GROUP BY c.id, c.name
        ORDER BY c.name"

    /// What did each category sell for in 1997?
    sales_by_category_in_a_year(db) -> (String, Option<i64>) {
        let category = OrderLine::product.then(Product::category).then(Category::name);
        OrderLine::filter(OrderLine::order.has(Order::ordered_on.year().eq(1997)))
            .group_by(category.clone())
            .select((category.clone(), (OrderLine::price_in_cents * OrderLine::quantity).sum()))
            .order_by(category.asc())
            .all(db)
            .await
    }
    "SELECT c.name, CAST(SUM(l.price_in_cents * l.quantity) AS bigint)
        FROM order_line l
        JOIN \"order\" o ON o.id = l.order_id
        JOIN product p ON p.id = l.product_id
        JOIN category c ON c.id = p.category_id
        WHERE substr(CAST(o.ordered_on AS text), 1, 4) = '1997'
        GROUP BY c.name
        ORDER BY c.name"

    /// Which orders are worth the most?
    most_valuable_orders(db) -> (i64, String, Option<i64>) {
        let value = Order::lines.sum(OrderLine::price_in_cents * OrderLine::quantity);
        Order::query()
            .select((Order::id, Order::customer.then(Customer::name), value.clone()))
            .order_by((value.desc().nulls_last(), Order::id.asc()))
            .limit(5)
            .all(db)
            .await
    }
    "SELECT o.id, c.name, CAST(SUM(l.price_in_cents * l.quantity) AS bigint)
        FROM \"order\" o
        JOIN customer c ON c.id = o.customer_id
        JOIN order_line l ON l.order_id = o.id
        GROUP BY o.id, c.name
        ORDER BY 3 DESC, o.id
        LIMIT 5"

    /// Which customers have never ordered?
    customers_without_an_order(db) -> (String,) {
        Customer::filter(Customer::orders.is_empty())
            .select((Customer::name,))
            .order_by(Customer::name.asc())
            .all(db)
            .await
    }
    "SELECT c.name FROM customer c
        LEFT JOIN \"order\" o ON o.customer_id = c.id
        WHERE o.id IS NULL
        ORDER BY c.name"

    /// Which orders are not shipped?
    orders_not_shipped(db) -> (i64, String) {
        Order::filter(Order::shipped_on.is_null())
            .select((Order::id, Order::customer.then(Customer::name)))
            .order_by(Order::id.asc())
            .all(db)
            .await
    }
    "SELECT o.id, c.name FROM \"order\" o
        JOIN customer c ON c.id = o.customer_id
        WHERE o.shipped_on IS NULL
        ORDER BY o.id"

    /// How many orders did each shipper take, and what was the mean freight?
    orders_by_shipper(db) -> (String, i64, Option<f64>) {
        Shipper::query()
            .select((Shipper::name, Shipper::orders.count(), Shipper::orders.avg(Order::freight_in_cents)))
            .order_by(Shipper::name.asc())
            .all(db)
            .await
    }
    "SELECT s.name, count(o.id), CAST(AVG(o.freight_in_cents) AS double precision)
        FROM shipper s
        LEFT JOIN \"order\" o ON o.shipper_id = s.id
        GROUP BY s.id, s.name
        ORDER BY s.name"

    /// In which cities are there customers as well as employees?
    cities_of_customers_and_employees(db) -> (String,) {
        Customer::query()
            .select((Customer::city,))
            .intersect(Employee::query().select((Employee::city,)))
            .order_by(Customer::city.asc())
            .all(db)
            .await
    }
    "SELECT city FROM customer INTERSECT SELECT city FROM employee ORDER BY city"

    /// Who works for Andrew, however many managers there are between?
    everybody_below_a_manager(db) -> (String,) {
        let andrew = Employee::filter(Employee::name.eq("Andrew")).get(db).await?;
        let below = andrew.reports().descendants(db).await?;
        Ok(below.into_iter().map(|employee| (employee.name,)).collect())
    }
    "WITH RECURSIVE below(id, name, level) AS (
            SELECT id, name, 0 FROM employee WHERE name = 'Andrew'
            UNION ALL
            SELECT e.id, e.name, b.level + 1 FROM employee e JOIN below b ON e.boss_id = b.id
        )
        SELECT name FROM below WHERE level > 0 ORDER BY level, id"

    /// How large a share of all freight has each employee's orders?
    share_of_freight(db) -> (String, Option<f64>) {
        let employee = Order::employee.then(Employee::name);
        let freight = || Order::freight_in_cents.sum();
        let share = freight().cast::<f64>() / freight().sum().over_groups(window()).cast::<f64>();
        Order::query()
            .group_by(employee.clone())
            .select((employee.clone(), share))
            .order_by(employee.asc())
            .all(db)
            .await
    }
    "SELECT e.name, CAST(SUM(o.freight_in_cents) AS double precision)
            / CAST((SELECT SUM(freight_in_cents) FROM \"order\") AS double precision)
        FROM \"order\" o
        JOIN employee e ON e.id = o.employee_id
        GROUP BY e.name
        ORDER BY e.name"

    /// Which was each customer's first order?
    first_order_of_each_customer(db) -> (String, i64) {
        let earlier = Order::filter(
            Order::customer_id.eq(outer(Order::customer_id)) & Order::ordered_on.lt(outer(Order::ordered_on)),
        );
        Order::filter(!exists(earlier))
            .select((Order::customer.then(Customer::name), Order::id))
            .order_by(Order::customer.then(Customer::name).asc())
            .all(db)
            .await
    }
    "SELECT name, id FROM (
            SELECT c.name, o.id, row_number() OVER (PARTITION BY c.id ORDER BY o.ordered_on) AS place
            FROM \"order\" o
            JOIN customer c ON c.id = o.customer_id
        ) AS numbered
        WHERE place = 1
        ORDER BY name"

    /// Which order of the same customer came before each?
    orders_and_the_ones_before(db) -> (String, i64, Option<i64>) {
        let before = Order::id.lag(1).over(partition_by(Order::customer_id).order_by(Order::ordered_on.asc()));
        Order::query()
            .select((Order::customer.then(Customer::name), Order::id, before))
            .order_by((Order::customer.then(Customer::name).asc(), Order::ordered_on.asc()))
            .all(db)
            .await
    }
    "SELECT c.name, o.id, lag(o.id) OVER (PARTITION BY c.id ORDER BY o.ordered_on)
        FROM \"order\" o
        JOIN customer c ON c.id = o.customer_id
        ORDER BY c.name, o.ordered_on"
}
