use super::{End, Line, Node};

/// Boxes that hang together by lines, and nothing else.
pub(super) struct Component {
    /// Which of all the nodes these are.
    pub(super) members: Vec<usize>,
    /// Which of all the lines these are.
    pub(super) line_members: Vec<usize>,
    pub(super) nodes: Vec<Node>,
    /// The lines, by the positions that the nodes have here.
    pub(super) lines: Vec<Line>,
}

/// Parts a picture into those of its boxes that hang together.
pub(super) fn of(nodes: &[Node], lines: &[Line]) -> Vec<Component> {
    let labels = labels(nodes.len(), lines);
    let firsts = (0..nodes.len()).filter(|&node| labels[node] == node);
    let component = |label: usize| {
        let members: Vec<usize> = (0..nodes.len())
            .filter(|&node| labels[node] == label)
            .collect();
        let belongs = |&line: &usize| labels[lines[line].hub.node] == label;
        let line_members: Vec<usize> = (0..lines.len()).filter(belongs).collect();
        let here = |end: End| End {
            node: members.binary_search(&end.node).unwrap_or_default(),
            ..end
        };
        let line = |&line: &usize| Line {
            hub: here(lines[line].hub),
            spoke: here(lines[line].spoke),
        };
        Component {
            nodes: members.iter().map(|&node| nodes[node].clone()).collect(),
            lines: line_members.iter().map(line).collect(),
            members,
            line_members,
        }
    };
    firsts.map(component).collect()
}

/// For each node the first one that it hangs together with.
fn labels(nodes: usize, lines: &[Line]) -> Vec<usize> {
    let mut labels: Vec<usize> = (0..nodes).collect();
    for line in lines {
        let (a, b) = (labels[line.hub.node], labels[line.spoke.node]);
        let (kept, replaced) = (a.min(b), a.max(b));
        for label in &mut labels {
            if *label == replaced {
                *label = kept;
            }
        }
    }
    labels
}
