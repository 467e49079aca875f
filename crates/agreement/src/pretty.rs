//! JSON for people to read: indented, keys in the order they were given.

/// A piece of JSON.
pub(crate) enum Node {
    Text(String),
    Number(i32),
    Flag(bool),
    /// What is JSON already.
    Written(&'static str),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    pub fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    pub fn texts(texts: &[&str]) -> Node {
        Node::List(texts.iter().map(|text| Node::text(text)).collect())
    }

    pub fn object(entries: Vec<(&str, Node)>) -> Node {
        Node::Object(entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect())
    }

    /// The schema of a type without more.
    pub fn of_type(name: &str) -> Node {
        Node::object(vec![("type", Node::text(name))])
    }

    /// The text, with a line break at the end.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Node::Text(text) => quote(text, out),
            Node::Number(number) => out.push_str(&number.to_string()),
            Node::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Node::Written(text) => out.push_str(text),
            Node::List(items) => {
                // Short values stand on one line.
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { ", " });
                    item.write(depth, out);
                }
                out.push(']');
            }
            Node::Object(entries) if is_short(entries) => {
                out.push_str("{ ");
                for (key, value) in entries {
                    quote(key, out);
                    out.push_str(": ");
                    value.write(depth, out);
                }
                out.push_str(" }");
            }
            Node::Object(entries) => {
                let indent = "  ".repeat(depth + 1);
                out.push('{');
                for (place, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if place == 0 { "\n" } else { ",\n" });
                    out.push_str(&indent);
                    quote(key, out);
                    out.push_str(": ");
                    value.write(depth + 1, out);
                }
                out.push('\n');
                out.push_str(&"  ".repeat(depth));
                out.push('}');
            }
        }
    }
}

fn is_short(entries: &[(String, Node)]) -> bool {
    matches!(entries, [(_, Node::Text(_))])
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
}
