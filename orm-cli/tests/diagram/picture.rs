//! What an SVG shows, read from its text.

use roxmltree::{Document, Node};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rectangle {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) title: String,
    pub(crate) corners: Vec<(f64, f64)>,
}

#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) page: Rectangle,
    pub(crate) tables: Vec<Rectangle>,
    pub(crate) joins: Vec<Rectangle>,
    pub(crate) lines: Vec<Line>,
    pub(crate) texts: Vec<String>,
}

impl Picture {
    pub(crate) fn read(svg: &str) -> Self {
        let document = Document::parse(svg).unwrap();
        let of_class = |class: &'static str| {
            let nodes = document.descendants();
            nodes.filter(move |node| node.attribute("class") == Some(class))
        };
        let texts = document
            .descendants()
            .filter(|node| node.has_tag_name("text"));
        Picture {
            page: rectangle(of_class("page").next().unwrap()),
            tables: of_class("table").map(rectangle).collect(),
            joins: of_class("join").map(rectangle).collect(),
            lines: of_class("line").map(line).collect(),
            texts: texts
                .map(|node| node.text().unwrap_or_default().to_owned())
                .collect(),
        }
    }

    pub(crate) fn boxes(&self) -> Vec<Rectangle> {
        self.tables.iter().chain(&self.joins).copied().collect()
    }
}

impl Rectangle {
    /// Whether they have more in common than a border.
    pub(crate) fn overlaps(&self, other: &Rectangle) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(crate) fn contains(&self, other: &Rectangle) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    pub(crate) fn around((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Self {
        Rectangle {
            left: x1.min(x2),
            top: y1.min(y2),
            right: x1.max(x2),
            bottom: y1.max(y2),
        }
    }
}

fn rectangle(node: Node<'_, '_>) -> Rectangle {
    let number = |name| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let (left, top) = (number("x"), number("y"));
    Rectangle {
        left,
        top,
        right: left + number("width"),
        bottom: top + number("height"),
    }
}

fn line(node: Node<'_, '_>) -> Line {
    let child = |name| {
        node.children()
            .find(|child| child.has_tag_name(name))
            .unwrap()
    };
    let path = child("path").attribute("d").unwrap();
    let numbers = path
        .split(['M', 'L', 'Q', ' '])
        .filter(|text| !text.is_empty());
    let numbers: Vec<f64> = numbers.map(|text| text.parse().unwrap()).collect();
    Line {
        title: child("title").text().unwrap().to_owned(),
        corners: numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
    }
}
