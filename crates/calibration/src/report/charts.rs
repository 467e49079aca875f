//! Charts: no script, colours of the page. Bars are a list; curves are SVG, with a title and a description for who does
//! not see them.

use std::fmt::Write as _;

use super::{Tone, encode, percent};

const WIDTH: f64 = 720.0;

/// A bar with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How long it is; below zero it goes to the left.
    pub value: f64,
    /// What is written at its end.
    pub shown: String,
    /// Its colour; the words say the same.
    pub tone: Tone,
}

/// Bars below each other, each with its label above it, so that long ones fit a phone: a list, whose texts keep their
/// size however narrow the page is.
#[must_use]
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value.abs()).fold(1e-9, f64::max);
    let below = bars.iter().any(|bar| bar.value < 0.0);
    // In percent of the width.
    let (zero, room) = if below { (50.0, 50.0) } else { (0.0, 100.0) };
    let mut list = format!("<ul class=\"bars\" aria-label=\"{}\">", encode(title));
    for bar in bars {
        let long = (bar.value.abs() / most * room).max(0.4);
        let left = if bar.value < 0.0 { zero - long } else { zero };
        let class = bar.tone.class();
        let (label, shown) = (encode(&cut(&bar.label, 70)), encode(&bar.shown));
        let _ = write!(
            list,
            "<li><div><span>{label}</span> <b>{shown}</b></div>\
             <i class=\"{class}\" style=\"margin-left:{left:.1}%;width:{long:.1}%\"></i></li>"
        );
    }
    list.push_str("</ul>");
    list
}

/// A point of a chart whose axes are shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right, 0 to 1.
    pub x: f64,
    /// Upward, 0 to 1.
    pub y: f64,
    /// The least and the most that may lie behind it.
    pub reach: Option<(f64, f64)>,
}

/// What was said against what came: on the diagonal both are the same.
///
/// Axes end where the points end, so that a desk that wins one lead in ten sees its points and not a corner.
#[must_use]
pub fn reliability(title: &str, points: &[Point]) -> String {
    let most = points
        .iter()
        .flat_map(|point| [point.x, point.y, point.reach.map_or(0.0, |reach| reach.1.min(1.0))])
        .fold(0.05, f64::max);
    let frame = Frame::of((most * 10.0).ceil() / 10.0);
    let said: Vec<String> =
        points.iter().map(|point| format!("said {}, came {}", percent(point.x), percent(point.y))).collect();
    let mut svg = opened(title, &said.join("; "), HEIGHT);
    frame.draw(&mut svg, "said", "came");
    let _ = write!(
        svg,
        "<line class=\"ideal\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
        frame.x(0.0),
        frame.y(0.0),
        frame.x(frame.most),
        frame.y(frame.most)
    );
    for point in points {
        let (x, y) = (frame.x(point.x), frame.y(point.y));
        if let Some((low, high)) = point.reach {
            let (low, high) = (frame.y(low.max(0.0)), frame.y(high.min(frame.most)));
            let _ = write!(svg, "<line class=\"reach\" x1=\"{x:.1}\" y1=\"{low:.1}\" x2=\"{x:.1}\" y2=\"{high:.1}\"/>");
        }
        let _ = write!(svg, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\"/>");
    }
    svg.push_str("</svg>");
    svg
}

/// A named curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name, written at its end.
    pub name: String,
    /// Its points, 0 to 1 on both axes.
    pub points: Vec<(f64, f64)>,
}

/// Up to three curves in one frame, told apart by their dashes, too.
#[must_use]
pub fn curves(title: &str, across: &str, upward: &str, curves: &[Curve]) -> String {
    let most = curves.iter().flat_map(|curve| curve.points.iter().map(|point| point.1)).fold(0.05, f64::max);
    let frame = Frame { wide: 1.0, most: ((most * 10.0).ceil() / 10.0).min(1.0) };
    let names: Vec<&str> = curves.iter().map(|curve| curve.name.as_str()).collect();
    let mut svg = opened(title, &format!("{upward} over {across}: {}", names.join(", ")), HEIGHT + 28.0);
    frame.draw(&mut svg, across, upward);
    for (at, (curve, class)) in curves.iter().zip(["curve", "curve second", "curve third"]).enumerate() {
        let points: Vec<String> =
            curve.points.iter().map(|(x, y)| format!("{:.1},{:.1}", frame.x(*x), frame.y(*y))).collect();
        let _ = write!(svg, "<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
        let (x, y) = (LEFT + count(at) * 220.0, HEIGHT + 16.0);
        let _ = write!(svg, "<line class=\"{class}\" x1=\"{x}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>", x + 26.0);
        let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", x + 34.0, y + 5.0, encode(&cut(&curve.name, 26)));
    }
    svg.push_str("</svg>");
    svg
}

const LEFT: f64 = 58.0;
const BOTTOM: f64 = 46.0;
const HEIGHT: f64 = 380.0;

/// Two axes of shares.
struct Frame {
    wide: f64,
    most: f64,
}

impl Frame {
    fn of(most: f64) -> Frame {
        let most = most.clamp(0.1, 1.0);
        Frame { wide: most, most }
    }

    fn x(&self, share: f64) -> f64 {
        LEFT + share / self.wide * (WIDTH - LEFT - 20.0)
    }

    fn y(&self, share: f64) -> f64 {
        HEIGHT - BOTTOM - share / self.most * (HEIGHT - BOTTOM - 16.0)
    }

    fn draw(&self, svg: &mut String, across: &str, upward: &str) {
        for step in 0..=5 {
            let part = f64::from(step) / 5.0;
            let (x, y) = (self.x(self.wide * part), self.y(self.most * part));
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\"/>",
                self.x(self.wide)
            );
            let _ = write!(
                svg,
                "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>",
                LEFT - 8.0,
                y + 4.0,
                self.most * part * 100.0
            );
            let _ = write!(
                svg,
                "<text class=\"soft\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0} %</text>",
                HEIGHT - BOTTOM + 20.0,
                self.wide * part * 100.0
            );
        }
        let _ = write!(
            svg,
            "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            self.x(self.wide),
            HEIGHT - 4.0,
            encode(across)
        );
        let _ = write!(svg, "<text class=\"soft\" x=\"{:.1}\" y=\"12\">{}</text>", LEFT + 6.0, encode(upward));
    }
}

fn opened(title: &str, said: &str, height: f64) -> String {
    let (title, said) = (encode(title), encode(said));
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{title}. {said}\"><title>{title}</title>"
    )
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
