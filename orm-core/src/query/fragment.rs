use super::bind::IntoBind;
use super::column::Column;
use super::expression::{Expr, Expression};
use super::fold::Fold;
use super::sql::IntoSql;
use super::syntax::{self, Fragment};
use super::unscoped::Unscoped;
use crate::model::Model;
use crate::types::ColumnType;

/// SQL of one's own as an expression of type `T`, wherever an expression stands.
///
/// `$1`, `$2` … stand for the operands, a tuple of up to eight: columns and expressions of the query's model, which are
/// written as the query calls them, and values, which are bound, on Postgres with their type: `($1::integer)`. It is
/// written in brackets. What type the database gives it is for its author to know.
///
/// Where the model is not known from the place it stands at, or more is to be done with it than [`Unscoped`] offers, say of
/// whose rows it is: `sql_expr(…).of::<Book>()`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let length = || sql_expr::<i32>("length($1) + $2", (Book::title, 3));
/// let books = Book::filter(length().gt(10)).order_by(length().desc());
/// assert_eq!(books.clone().select((Book::title, length())).first(&db).await?.unwrap().1, 22);
/// assert_eq!(books.sql(Dialect::Postgres).lines().skip(2).collect::<Vec<_>>(), [
///     r#"WHERE (length("book"."title") + ($1::integer)) > $2"#,
///     r#"ORDER BY (length("book"."title") + ($3::integer)) DESC"#,
/// ]);
/// # Ok(()) }
/// ```
///
/// A placeholder without an operand, an operand without a placeholder, brackets that do not match, a `;` and a column of
/// another model than the query's are each [`Error::Configuration`](crate::Error::Configuration) before anything is sent.
pub fn sql_expr<T: ColumnType>(text: impl IntoSql, operands: impl FragmentOperands) -> Unscoped<T> {
    let mut nodes = Vec::new();
    let depth = operands.push_onto(&mut nodes);
    let node = syntax::Expr::Fragment(Box::new(Fragment {
        text: text.into_sql().into_text(),
        operands: nodes,
        ty: T::TYPE,
    }));
    Unscoped::new(node, depth + 1)
}

/// What a placeholder of [`sql_expr`] stands for: a column, an expression, or a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an expression nor a value that can be bound",
    label = "expected a column, an expression or a value of a column type"
)]
pub trait FragmentOperand {
    /// The expression, erased, and how deep it is.
    #[doc(hidden)]
    fn into_operand(self) -> (syntax::Expr, u16);
}

#[diagnostic::do_not_recommend]
impl<V: IntoBind> FragmentOperand for V {
    fn into_operand(self) -> (syntax::Expr, u16) {
        (syntax::Expr::Value(self.into_bind()), 1)
    }
}

macro_rules! expressions {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)* T: ColumnType> FragmentOperand for $kind {
            fn into_operand(self) -> (syntax::Expr, u16) {
                let expr = self.into_expr();
                let depth = expr.depth();
                (expr.into_node(), depth)
            }
        }
    )*};
}

expressions! {
    [M: Model, K,] Column<M, T, K>;
    [M,] Expr<M, T>;
    [M: Model,] Fold<M, T>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> FragmentOperand for Unscoped<T> {
    fn into_operand(self) -> (syntax::Expr, u16) {
        self.of::<()>().into_operand()
    }
}

/// The operands of [`sql_expr`]: a tuple of up to eight, `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of operands",
    label = "expected a tuple of columns, expressions and values: one operand is `(x,)`, none is `()`"
)]
pub trait FragmentOperands {
    /// Gives how deep the deepest of them is.
    #[doc(hidden)]
    fn push_onto(self, nodes: &mut Vec<syntax::Expr>) -> u16;
}

impl FragmentOperands for () {
    fn push_onto(self, _nodes: &mut Vec<syntax::Expr>) -> u16 {
        0
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        impl<$($name: FragmentOperand),+> FragmentOperands for ($($name,)+) {
            fn push_onto(self, nodes: &mut Vec<syntax::Expr>) -> u16 {
                let mut depth = 0;
                $(
                    let (node, operand_depth) = self.$index.into_operand();
                    depth = operand_depth.max(depth);
                    nodes.push(node);
                )+
                depth
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
