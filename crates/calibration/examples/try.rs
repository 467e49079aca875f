//! scratch
use baton_calibration::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let said = Said { outcome: Some(a[2].clone()), left_out: a[3..].to_vec(), ..Said::default() };
    let t = std::time::Instant::now();
    let past = Past::read(std::fs::File::open(&a[1]).unwrap(), &said, 200_000, &mut |_, _| Ok(())).unwrap();
    eprintln!("read {:?}", t.elapsed());
    let labels = label(&past, &[], None).unwrap();
    let f = features::features(&past);
    eprintln!("features {} {:?}", f.len(), t.elapsed());
    let rows: Vec<u32> = (0..labels.list.len() as u32).filter(|r| labels.list[*r as usize].won().is_some()).collect();
    let won: Vec<bool> = labels.list.iter().map(|l| *l == Label::Won).collect();
    let hs = hindsight::find(&past, &f, &rows, &won, Some(&rows));
    for h in &hs {
        println!("HINDSIGHT {} {} {}", h.column, h.cause.id(), h.cause.words());
    }
    eprintln!("hindsight {:?}", t.elapsed());
    let f: Vec<_> = f.into_iter().filter(|f| !hs.iter().any(|h| f.name.starts_with(&h.column))).collect();
    let lessons = learn::Lessons { features: &f, team: &[], won: &won };
    let said = learn::cross_validated(&lessons, &rows, 5, &mut |_| {});
    let w: Vec<bool> = rows.iter().map(|r| won[*r as usize]).collect();
    let m = measure::Measures::of(&said, &w);
    eprintln!("cv {:?}", t.elapsed());
    for b in &m.bins {
        println!("{:.3} {:.3}", b.said, b.came);
    }
    println!("{} {:?} brier {:.4} ece {:.4} {:?}", m.leads, m.auc, m.brier, m.ece, m.top_20);
    let card = learn::learn_card(&lessons, &rows);
    for c in &card.columns {
        println!(
            "{} {:?} {:?}",
            f[c.feature].name,
            c.points,
            c.groups.iter().map(|g| g.count).collect::<Vec<_>>().len()
        );
    }
}
