//! Backtest and fit for programs.

use serde_json::{Value, json};

use crate::backtest::Backtest;
use crate::drift::Drift;
use crate::measure::Measures;
use crate::proposal::lines;
use crate::study::{Ground, Study};
use crate::{Label, Past};

/// Six digits: more is noise, and the last ones differ between machines.
fn round(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn measures(measures: &Measures) -> Value {
    let bins: Vec<Value> = measures
        .bins
        .iter()
        .map(|bin| json!({"leads": bin.leads, "won": bin.won, "said": round(bin.said), "came": round(bin.came)}))
        .collect();
    json!({
        "leads": measures.leads,
        "won": measures.won,
        "auc": round(measures.auc.auc),
        "auc_low": round(measures.auc.low),
        "auc_high": round(measures.auc.high),
        "brier": round(measures.brier),
        "ece": round(measures.ece),
        "lift_20": round(measures.top_20.lift),
        "capture_20": round(measures.top_20.capture),
        "bins": bins,
    })
}

fn drift(drift: &Drift) -> Value {
    let blocks: Vec<Value> = drift
        .blocks
        .iter()
        .map(|block| {
            json!({
                "leads": block.leads, "said": round(block.said), "corrected": round(block.corrected), "came": round(block.came),
                "auc": round(block.auc), "brier": round(block.brier), "brier_corrected": round(block.brier_corrected),
            })
        })
        .collect();
    let shifted: Vec<Value> =
        drift.shifted.iter().map(|(name, psi)| json!({"column": name, "psi": round(*psi)})).collect();
    let (off, corrected) = drift.off();
    json!({
        "found": drift.is_there(), "auc": round(drift.auc()), "won_before": round(drift.before), "off": round(off), "off_corrected": round(corrected),
        "blocks": blocks, "shifted": shifted,
    })
}

fn ground(ground: &Ground, columns: &crate::Columns) -> Value {
    let labels: serde_json::Map<String, Value> =
        Label::ALL.iter().map(|label| (label.id().to_owned(), json!(ground.labels.count(*label)))).collect();
    let columns: Vec<Value> = columns
        .list
        .iter()
        .map(|column| json!({"column": column.name, "is": column.role.id(), "why": column.why.words()}))
        .collect();
    let hindsight: Vec<Value> = ground
        .hindsight
        .iter()
        .map(|one| json!({"column": one.column, "why": one.cause.id(), "words": one.cause.words(), "name_hints": one.sounds_so}))
        .collect();
    json!({
        "labels": labels,
        "outcomes": ground.labels.understood.iter().map(|(label, is)| json!({"label": label, "is": is})).collect::<Vec<_>>(),
        "horizon_days": ground.labels.horizon.map(|horizon| round(horizon.days)),
        "median_days_to_won": ground.labels.horizon.map(|horizon| round(horizon.median_days)),
        "warnings": ground.labels.warnings,
        "columns": columns,
        "left_out": hindsight,
        "time_order": ground.order.words(),
    })
}

fn merged(parts: impl IntoIterator<Item = Value>) -> Value {
    let mut out = serde_json::Map::new();
    for part in parts {
        if let Value::Object(map) = part {
            out.extend(map);
        }
    }
    Value::Object(out)
}

/// A fit.
#[must_use]
pub fn of_study(study: &Study, past: &Past, agreement: &str) -> Value {
    let drivers: Vec<Value> = lines(study)
        .iter()
        .map(|line| {
            json!({
                "id": line.id, "words": line.words, "group": line.group, "points": line.points, "leads": line.leads,
                "won": line.won, "log_odds_alone": round(line.alone), "log_odds": round(line.weight.0), "error": round(line.weight.1),
            })
        })
        .collect();
    let changes: Vec<Value> = study
        .team
        .iter()
        .zip(&study.learned.team)
        .map(|(known, learned)| {
            json!({"id": known.id, "from": known.points, "to": learned.points, "log_odds": round(learned.weight), "error": round(learned.error)})
        })
        .collect();
    let means: Vec<Value> = if study.nothing.is_some() {
        Vec::new()
    } else {
        (0..=100)
            .step_by(10)
            .map(|score| json!({"score": score, "probability": round(study.learned.means(score))}))
            .collect()
    };
    let effect = study.effect.as_ref().map(|effect| {
        json!({
            "leads": effect.leads, "both": effect.both, "leave": effect.leave.0, "leave_won": effect.leave.1,
            "enter": effect.enter.0, "enter_won": effect.enter.1,
        })
    });
    merged([
        measures(&study.measures),
        json!({
            "rows": past.read,
            "nothing_found": study.nothing.is_some(),
            "nothing_because": study.nothing,
            "better_beyond_doubt": study.is_better(),
            "today": study.today.as_ref().map(measures),
            "drivers": drivers,
            "changes": changes,
            "means": means,
            "effect_last_quarter": effect,
            "drift": study.drift.as_ref().map(drift),
            "agreement": if study.nothing.is_some() { Value::Null } else { json!(agreement) },
        }),
        ground(&study.ground, &past.columns),
    ])
}

/// A backtest.
#[must_use]
pub fn of_backtest(backtest: &Backtest) -> Value {
    let tiers: Vec<Value> = backtest
        .tiers
        .iter()
        .map(|tier| {
            json!({
                "tier": tier.id, "rows": tier.all, "leads": tier.count.leads, "won": tier.count.won,
                "precision": tier.count.share().map(round), "recall": round(tier.recall),
            })
        })
        .collect();
    let bands: Vec<Value> = backtest
        .bands
        .iter()
        .map(|band| {
            json!({"from": band.from, "to": band.to, "leads": band.count.leads, "won": band.count.won, "conversion": band.count.share().map(round), "means": round(band.means)})
        })
        .collect();
    let criteria: Vec<Value> = backtest
        .criteria
        .iter()
        .map(|line| {
            json!({
                "id": line.id, "words": line.words, "points": line.points, "observed_points": round(line.observed), "leads": line.held.leads,
                "won": line.held.won, "log_odds_alone": round(line.alone), "log_odds": round(line.weight), "error": round(line.error),
                "worth": line.worth.id(),
            })
        })
        .collect();
    merged([
        measures(&backtest.measures),
        json!({
            "rows": backtest.read,
            "nothing_found": backtest.nothing.is_some(),
            "nothing_because": backtest.nothing,
            "tiers": tiers,
            "bands": bands,
            "criteria": if backtest.nothing.is_some() { Vec::new() } else { criteria },
            "drift": backtest.drift.as_ref().map(drift),
        }),
        ground(&backtest.ground, &backtest.columns),
    ])
}
