use sqlparser::tokenizer::Token;

use crate::migrate::lint::step::Expression;

/// An expression by its tokens.
pub(super) fn expression(tokens: &[Token]) -> Expression {
    let tokens = unwrapped(tokens);
    let calls = tokens.windows(2).filter_map(|pair| match pair {
        [Token::Word(word), Token::LParen] => Some(word.value.to_lowercase()),
        _ => None,
    });
    // A few values are functions that are called without brackets.
    let bare = tokens.iter().filter_map(|token| match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_lowercase()),
        _ => None,
    });
    let bare = bare.filter(|name| name.starts_with("current_") || name.starts_with("local"));
    Expression {
        text: text(tokens),
        calls: calls.chain(bare).collect(),
        not_null: not_null(tokens),
    }
}

/// Without brackets around all of it.
fn unwrapped(mut tokens: &[Token]) -> &[Token] {
    while let [Token::LParen, inner @ .., Token::RParen] = tokens {
        if !is_balanced(inner) {
            break;
        }
        tokens = inner;
    }
    tokens
}

fn is_balanced(tokens: &[Token]) -> bool {
    let mut depth = 0_i32;
    let never_below = tokens.iter().all(|token| {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        depth >= 0
    });
    never_below && depth == 0
}

/// The column of `column IS NOT NULL`.
fn not_null(tokens: &[Token]) -> Option<String> {
    let [Token::Word(column), rest @ ..] = tokens else {
        return None;
    };
    let rest: Vec<String> = rest
        .iter()
        .map(|token| token.to_string().to_uppercase())
        .collect();
    let name = match column.quote_style {
        Some(_) => column.value.clone(),
        None => column.value.to_lowercase(),
    };
    (rest == ["IS", "NOT", "NULL"]).then_some(name)
}

/// The tokens as a person would write them.
pub(super) fn text(tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut previous = None;
    for token in tokens {
        if previous.is_some_and(|previous| stand_apart(previous, token)) {
            text.push(' ');
        }
        match token {
            Token::SingleQuotedString(value) => {
                text.push_str(&format!("'{}'", value.replace('\'', "''")));
            }
            token => text.push_str(&token.to_string()),
        }
        previous = Some(token);
    }
    text
}

/// Whether a space stands between two tokens.
fn stand_apart(first: &Token, second: &Token) -> bool {
    let is_joint = |token: &Token| matches!(token, Token::Period | Token::DoubleColon);
    match (first, second) {
        (Token::LParen, _) | (_, Token::RParen | Token::Comma) => false,
        (first, second) if is_joint(first) || is_joint(second) => false,
        // Words of the language are written large, and functions small.
        (Token::Word(word), Token::LParen) => {
            word.value.chars().all(|letter| letter.is_uppercase())
        }
        _ => true,
    }
}
