//! The reports of a backtest and of a fit.

use crate::backtest::{Backtest, Worth};
use crate::drift::Drift;
use crate::measure::{Measures, float, wilson};
use crate::proposal::lines;
use crate::report::{Bar, Curve, Figure, Page, Point, Tone, bars, curves, percent, reliability, thousands};
use crate::study::{Ground, Study};
use crate::{Columns, Label};

/// The report of a backtest of `file`.
#[must_use]
pub fn of_backtest(backtest: &Backtest, file: &str, made_by: &str) -> String {
    let measures = &backtest.measures;
    let mut page = Page::new("How good is the score card?", &about(file, measures, backtest.read));
    let harmful = backtest.criteria.iter().filter(|line| line.worth == Worth::Harms).count();
    match &backtest.nothing {
        Some(nothing) => page.answer(Tone::Bad, "On these leads the card tells nothing.", &format!("{}.", capital(nothing))),
        None => page.answer(
            if harmful > 0 { Tone::Careful } else { Tone::Plain },
            &format!(
                "The best fifth of your leads holds {} of everything you won.",
                percent(measures.top_20.capture)
            ),
            &format!(
                "Of two leads, one that was won and one that was not, the card puts the right one first {} of the time.",
                percent(measures.auc.auc)
            ),
        ),
    }
    figures(&mut page, measures);
    if backtest.nothing.is_none() {
        tiers(&mut page, backtest);
        criteria(&mut page, backtest);
        probabilities(&mut page, measures);
    }
    time(&mut page, backtest.drift.as_ref());
    honest(&mut page, &backtest.ground, &backtest.columns);
    page.finish(made_by)
}

/// The report of a fit of `file`; `agreement` is the proposal's text.
#[must_use]
pub fn of_study(study: &Study, columns: &Columns, file: &str, read: usize, agreement: &str, made_by: &str) -> String {
    let measures = &study.measures;
    let mut page = Page::new("What past leads teach", &about(file, measures, read));
    if let Some(nothing) = &study.nothing {
        page.answer(
            Tone::Careful,
            "Nothing is proposed.",
            &format!(
                "{}. That is a finding, too: more leads, or other questions on the form, may show more.",
                capital(nothing)
            ),
        );
        time(&mut page, study.drift.as_ref());
        honest(&mut page, &study.ground, columns);
        return page.finish(made_by);
    }
    let today = study.today.as_ref();
    let more = match today {
        Some(today) if study.is_better() => {
            format!("Surely better than today's card, which ranks {:.3}.", today.auc.auc)
        }
        Some(today) => format!(
            "Not surely better than today's card, which ranks {:.3}: keep today's until there is more to learn from.",
            today.auc.auc
        ),
        None => format!(
            "Of two leads, one won and one not, it puts the right one first {} of the time.",
            percent(measures.auc.auc)
        ),
    };
    let tone = if study.is_better() { Tone::Good } else { Tone::Careful };
    page.answer(
        tone,
        &format!("The best fifth by the proposed card holds {} of everything won.", percent(measures.top_20.capture)),
        &more,
    );
    figures(&mut page, measures);
    drivers(&mut page, study);
    changes(&mut page, study);
    probabilities(&mut page, measures);
    time(&mut page, study.drift.as_ref());
    honest(&mut page, &study.ground, columns);
    page.section("The agreement", "As `baton check` reads it. Nothing here is live before both sides approve it.");
    page.folded("Show the file", |page| page.code(agreement));
    page.finish(made_by)
}

fn about(file: &str, measures: &Measures, read: usize) -> String {
    format!(
        "{file}: {} rows, {} leads that count, {} of them won",
        thousands(read),
        thousands(measures.leads),
        thousands(measures.won)
    )
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn figures(page: &mut Page, measures: &Measures) {
    let figure = |label: &str, value: String, note: String| Figure { label: label.to_owned(), value, note };
    let base = float(measures.won) / float(measures.leads).max(1.0);
    page.figures(&[
        figure(
            "Ranks right (AUC)",
            format!("{:.3}", measures.auc.auc),
            format!("{:.3} to {:.3}; a coin has 0.5", measures.auc.low, measures.auc.high),
        ),
        figure(
            "Lift of the best fifth",
            format!("{:.2}×", measures.top_20.lift),
            format!("won oftener than all, of whom {}", percent(base)),
        ),
        figure("Caught in the best fifth", percent(measures.top_20.capture), "of everything won".to_owned()),
        figure("Off by (calibration)", percent(measures.ece), "what a score says against what came".to_owned()),
        figure(
            "Brier score",
            format!("{:.3}", measures.brier),
            format!("saying {} of all would be {:.3}", percent(base), base * (1.0 - base)),
        ),
    ]);
    if measures.won < 30 {
        page.note(Tone::Careful, &format!("Only {} leads were won: every number here is a first guess.", measures.won));
    }
}

fn tiers(page: &mut Page, backtest: &Backtest) {
    page.section(
        "What the tiers were worth",
        "How many of each tier were won, and how much of everything won is in it or in a better one.",
    );
    let rows: Vec<Vec<String>> = backtest
        .tiers
        .iter()
        .map(|tier| {
            let (low, high) = wilson(tier.count.won, tier.count.leads);
            vec![
                tier.id.clone(),
                thousands(tier.count.leads),
                thousands(tier.count.won),
                tier.count.share().map_or_else(|| "–".to_owned(), percent),
                if tier.count.leads > 0 { format!("{} – {}", percent(low), percent(high)) } else { "–".to_owned() },
                percent(tier.recall),
            ]
        })
        .collect();
    page.table("Tiers, best first", &["Tier", "#Leads", "#Won", "#Precision", "#Likely between", "#Recall"], &rows);
    let bars_of: Vec<Bar> = backtest
        .bands
        .iter()
        .rev()
        .filter_map(|band| Some((band, band.count.share()?)))
        .map(|(band, share)| Bar {
            label: format!("score {} to {}", band.from, band.to),
            value: share,
            shown: format!("{} of {}", percent(share), thousands(band.count.leads)),
            tone: Tone::Plain,
        })
        .collect();
    page.chart(&bars("Conversion by score", &bars_of), "Share won by band of scores. Bars should grow toward the top; where they do not, the score tells nothing there.");
}

fn criteria(page: &mut Page, backtest: &Backtest) {
    page.section(
        "What each criterion earns",
        "Its points on the card, beside the points its leads' outcomes speak for, all criteria weighed together.",
    );
    for (worth, tone, words) in
        [(Worth::Harms, Tone::Bad, "Against what came"), (Worth::Nothing, Tone::Careful, "Shows nothing")]
    {
        let named: Vec<&str> =
            backtest.criteria.iter().filter(|line| line.worth == worth).map(|line| line.words.as_str()).collect();
        if !named.is_empty() {
            page.note(tone, &format!("{words}: {}.", named.join("; ")));
        }
    }
    let rows: Vec<Vec<String>> = backtest
        .criteria
        .iter()
        .map(|line| {
            let judged = line.worth != Worth::TooFew;
            let words = match line.worth {
                Worth::Earns => "earns",
                Worth::Shared => "says what others say",
                Worth::Nothing => "shows nothing",
                Worth::Harms => "against what came",
                Worth::TooFew => "too few leads",
            };
            vec![
                line.words.clone(),
                format!("{:+}", line.points),
                if judged { format!("{:+.0}", line.observed) } else { "–".to_owned() },
                thousands(line.held.leads),
                if line.held.leads > 0 {
                    percent(float(line.held.won) / float(line.held.leads))
                } else {
                    "–".to_owned()
                },
                words.to_owned(),
            ]
        })
        .collect();
    page.table("Criteria", &["Criterion", "#Points", "#Spoken for", "#Leads", "#Won", "Verdict"], &rows);
}

fn drivers(page: &mut Page, study: &Study) {
    let lines = lines(study);
    if lines.is_empty() {
        return;
    }
    page.section("What tells leads apart", "Points of the proposed card. Everything is weighed together, so two columns that say the same share their points.");
    let bar = |line: &crate::proposal::Line| Bar {
        label: line.words.clone(),
        value: f64::from(line.points),
        shown: format!(
            "{:+} · {} of {} won",
            line.points,
            percent(float(line.won) / float(line.leads).max(1.0)),
            thousands(line.leads)
        ),
        tone: if line.points < 0 { Tone::Careful } else { Tone::Plain },
    };
    let mut best: Vec<&crate::proposal::Line> = lines.iter().collect();
    best.sort_by_key(|line| -line.points.abs());
    let shown: Vec<Bar> = best.iter().take(12).map(|line| bar(line)).collect();
    page.chart(&bars("Points of the proposed card", &shown), "The dozen lines that move a score most.");
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.words.clone(),
                format!("{:+}", line.points),
                thousands(line.leads),
                percent(float(line.won) / float(line.leads).max(1.0)),
                format!("{:+.2}", line.alone),
                format!("{:+.2} ± {:.2}", line.weight.0, 1.96 * line.weight.1),
            ]
        })
        .collect();
    page.folded(&format!("All {} lines with their evidence", lines.len()), |page| {
        page.table(
            "Lines of the proposed card",
            &["Line", "#Points", "#Leads", "#Won", "#Log odds alone", "#Beside the others"],
            &rows,
        );
    });
    let rows: Vec<Vec<String>> =
        (0..=100).step_by(10).map(|score| vec![score.to_string(), percent(study.learned.means(score))]).collect();
    page.folded("What each score means", |page| {
        page.table("Probability that a lead of that score is won", &["#Score", "#Won"], &rows)
    });
}

fn changes(page: &mut Page, study: &Study) {
    if study.team.is_empty() {
        return;
    }
    page.section(
        "Against today's card",
        "Points are drawn toward your own: they move only as far as the leads insist.",
    );
    if let (Some(today), Some(effect)) = (&study.today, &study.effect) {
        page.text(&format!(
            "Today's card ranks {:.3} ({:.3} to {:.3}), the proposed {:.3}, on leads it never saw. Of the last {} leads, {} would leave the best \
             fifth ({} of them were won) and {} would enter it ({} of them were won).",
            today.auc.auc,
            today.auc.low,
            today.auc.high,
            study.measures.auc.auc,
            thousands(effect.leads),
            thousands(effect.leave.0),
            thousands(effect.leave.1),
            thousands(effect.enter.0),
            thousands(effect.enter.1)
        ));
    }
    let rows: Vec<Vec<String>> = study
        .team
        .iter()
        .zip(&study.learned.team)
        .map(|(known, learned)| {
            vec![
                known.words.clone(),
                format!("{:+}", known.points),
                format!("{:+}", learned.points),
                format!("{:+.2} ± {:.2}", learned.weight, 1.96 * learned.error),
            ]
        })
        .collect();
    page.table("Your criteria", &["Criterion", "#Today", "#Proposed", "#Log odds"], &rows);
}

fn probabilities(page: &mut Page, measures: &Measures) {
    page.section(
        "Does a score mean what it says?",
        "Ten groups of equal size, each on leads it was not fitted to. On the dashed line what was said is what came.",
    );
    let points: Vec<Point> = measures
        .bins
        .iter()
        .map(|bin| Point { x: bin.said, y: bin.came, reach: Some(wilson(bin.won, bin.leads)) })
        .collect();
    page.chart(
        &reliability("Said and came", &points),
        &format!(
            "Off by {} on average. Lines show between what the share of each group lies, 95 times of 100.",
            percent(measures.ece)
        ),
    );
    let rows: Vec<Vec<String>> = measures
        .bins
        .iter()
        .map(|bin| vec![percent(bin.said), percent(bin.came), thousands(bin.won), thousands(bin.leads)])
        .collect();
    page.folded("The same as a table", |page| {
        page.table("Said and came", &["#Said", "#Came", "#Won", "#Leads"], &rows)
    });
}

fn time(page: &mut Page, drift: Option<&Drift>) {
    let Some(drift) = drift else { return };
    page.section("Did it hold over time?", "Learned from the older half, tried on the newer one block by block, oldest first; after each block the level is corrected by what came.");
    let (off, corrected) = drift.off();
    if drift.is_there() {
        page.note(
            Tone::Careful,
            &format!(
                "The level moved: off by {} on average, and by {} once it was corrected after every block.",
                percent(off),
                percent(corrected)
            ),
        );
    } else {
        page.note(Tone::Good, &format!("The level held: off by {} on average.", percent(off)));
    }
    page.text(&format!(
        "Within these newer leads, which it had never seen, the older half's card ranks {:.3} on average.",
        drift.auc()
    ));
    let count = float(drift.blocks.len().saturating_sub(1)).max(1.0);
    let curve = |name: &str, of: fn(&crate::drift::Block) -> f64| Curve {
        name: name.to_owned(),
        points: drift.blocks.iter().enumerate().map(|(at, block)| (float(at) / count, of(block))).collect(),
    };
    let lines = [
        curve("came", |block| block.came),
        curve("said", |block| block.said),
        curve("said, level corrected", |block| block.corrected),
    ];
    page.chart(
        &curves("Said and came over time", "of the newer half", "won", &lines),
        "From the older leads on the left to the newest on the right.",
    );
    let rows: Vec<Vec<String>> = drift
        .blocks
        .iter()
        .enumerate()
        .map(|(at, block)| {
            vec![
                (at + 1).to_string(),
                thousands(block.leads),
                percent(block.came),
                percent(block.said),
                percent(block.corrected),
                format!("{:.3}", block.auc),
                format!("{:.3}", block.brier),
                format!("{:.3}", block.brier_corrected),
            ]
        })
        .collect();
    page.folded("The blocks", |page| {
        page.table(
            "Blocks of the newer half",
            &["#Block", "#Leads", "#Came", "#Said", "#Corrected", "#AUC", "#Brier", "#Corrected"],
            &rows,
        );
    });
    if !drift.shifted.is_empty() {
        let named: Vec<String> = drift.shifted.iter().map(|(name, psi)| format!("{name} ({psi:.2})")).collect();
        page.text(&format!("Columns whose values shifted (stability index, 0.25 is much): {}.", named.join(", ")));
    }
}

fn honest(page: &mut Page, ground: &Ground, columns: &Columns) {
    page.section("What was counted, and what was left out", "");
    for warning in &ground.labels.warnings {
        page.note(Tone::Careful, warning);
    }
    let rows: Vec<Vec<String>> = Label::ALL
        .iter()
        .filter(|label| ground.labels.count(**label) > 0)
        .map(|label| vec![capital(label.words()), thousands(ground.labels.count(*label))])
        .collect();
    page.table("Leads", &["Outcome", "#Leads"], &rows);
    if let Some(horizon) = ground.labels.horizon {
        page.text(&format!(
            "Half of what was won took more than {:.0} days, one in ten more than {:.0}: younger leads wait.",
            horizon.median_days, horizon.days
        ));
    }
    if !ground.hindsight.is_empty() {
        page.note(Tone::Careful, "These columns are known only afterwards. A card that learned from them would shine here and fail on the next lead.");
        let rows: Vec<Vec<String>> =
            ground.hindsight.iter().map(|one| vec![one.column.clone(), capital(&one.cause.words())]).collect();
        page.table("Left out", &["Column", "Why"], &rows);
    }
    let rows: Vec<Vec<String>> = columns
        .list
        .iter()
        .map(|column| vec![column.name.clone(), column.role.id().replace('_', " "), column.why.words().to_owned()])
        .collect();
    page.folded("What each column was taken for", |page| page.table("Columns", &["Column", "Taken for", "Why"], &rows));
}
