use super::{BEGINNING, EDGES, Effect, Mark, Move, MoveKind, State, Timer, step};
use crate::Millis;

const NOW: Millis = Millis(7);
const DUE: Millis = Millis(9);

const MOVES: [Move; 21] = [
    Move::Qualify,
    Move::Offer,
    Move::Assign,
    Move::Quarantine,
    Move::Notify,
    Move::Acknowledge(DUE),
    Move::Attempt(None),
    Move::Attempt(Some(DUE)),
    Move::Connect(None),
    Move::Connect(Some(DUE)),
    Move::Book,
    Move::Unbook,
    Move::Accept,
    Move::Reject,
    Move::Nurture,
    Move::Return,
    Move::Open,
    Move::Win,
    Move::Lose,
    Move::Reassign,
    Move::Erase,
];

#[test]
fn only_what_is_listed_can_happen() {
    for from in State::ALL {
        for by in MOVES {
            let listed = EDGES.iter().find(|(start, with, _)| (*start, *with) == (from, by.kind()));
            match (step(from, by, NOW), listed) {
                (Ok((to, _)), Some((_, _, listed))) => assert_eq!(to, *listed),
                (Err(illegal), None) => {
                    let problem = illegal.problem();
                    assert_eq!((problem.status, problem.code), (409, "not_now"));
                    assert!(problem.message.starts_with("this lead cannot be ") && !problem.help.is_empty());
                }
                (told, listed) => panic!("{from:?} {by:?}: {told:?}, {listed:?}"),
            }
        }
    }
}

#[test]
fn no_move_leads_to_two_places() {
    for (at, (from, by, _)) in EDGES.iter().enumerate() {
        assert!(!EDGES[at + 1..].iter().any(|(start, with, _)| (start, with) == (from, by)), "{from:?} {by:?}");
    }
}

#[test]
fn every_state_and_every_kind_has_a_name_and_a_use() {
    for state in State::ALL {
        assert!(state == BEGINNING || EDGES.iter().any(|(_, _, to)| *to == state), "{state:?} is never reached");
        assert_eq!(State::from_id(state.id()), Some(state));
        assert_ne!(state.is_open(), state.is_closed());
    }
    for kind in MoveKind::ALL {
        assert!(EDGES.iter().any(|(_, by, _)| *by == kind) && !kind.id().is_empty(), "{kind:?}");
        assert!(MOVES.iter().any(|by| by.kind() == kind));
    }
}

#[test]
fn closed_is_closed() {
    for (from, by, to) in EDGES {
        if from.is_closed() {
            assert_eq!((*by, *to), (MoveKind::Erase, State::Erased));
        }
    }
    for state in State::ALL {
        let out = EDGES.iter().any(|(from, ..)| *from == state);
        assert_eq!(out, state != State::Erased, "{state:?}: nothing is a dead end but the end");
    }
}

/// What the intake passes through within its one event.
#[test]
fn the_intake_is_a_way_through_the_graph() {
    for (last, ends) in [(Move::Assign, State::Assigned), (Move::Quarantine, State::Quarantined)] {
        for begins in [State::Received, State::Quarantined] {
            let way = [Move::Qualify, Move::Offer, last];
            let end = way.into_iter().fold(begins, |state, by| step(state, by, NOW).unwrap().0);
            assert_eq!(end, ends);
        }
    }
    let passed = State::ALL.into_iter().filter(|state| !state.is_stored());
    assert_eq!(passed.collect::<Vec<_>>(), [State::Received, State::Qualified, State::Offered]);
}

#[test]
fn what_follows() {
    let follows = |from, by| step(from, by, NOW).unwrap().1;
    let note = |mark| Effect::Note(mark, NOW);
    let table: [(State, Move, &[Effect]); 15] = [
        (State::Offered, Move::Assign, &[Effect::TellOwner, Effect::Run(Timer::Ladder)]),
        (State::Assigned, Move::Notify, &[note(Mark::Told)]),
        (
            State::Notified,
            Move::Acknowledge(DUE),
            &[Effect::Answered(NOW), note(Mark::Acknowledged), Effect::Run(Timer::Promise(DUE))],
        ),
        (
            State::Notified,
            Move::Attempt(None),
            &[
                Effect::Answered(NOW),
                note(Mark::Acknowledged),
                note(Mark::Attempted),
                Effect::CountAttempt,
                Effect::Run(Timer::Quiet),
            ],
        ),
        (
            State::Attempted,
            Move::Attempt(Some(DUE)),
            &[note(Mark::Attempted), Effect::CountAttempt, Effect::Run(Timer::Promise(DUE))],
        ),
        (State::Booked, Move::Attempt(None), &[note(Mark::Attempted), Effect::Run(Timer::Quiet)]),
        (
            State::Attempted,
            Move::Connect(None),
            &[note(Mark::Attempted), note(Mark::Connected), Effect::Run(Timer::Quiet)],
        ),
        (State::Booked, Move::Unbook, &[Effect::TellOwner, Effect::Run(Timer::Ladder)]),
        (State::Notified, Move::Book, &[Effect::Answered(NOW), Effect::Run(Timer::Quiet)]),
        (State::Assigned, Move::Reject, &[Effect::Answered(NOW), note(Mark::Acknowledged), Effect::Stop]),
        (State::Notified, Move::Return, &[Effect::Release, Effect::Stop]),
        (State::Notified, Move::Reassign, &[Effect::TellOwner, Effect::Run(Timer::Ladder)]),
        (State::Opportunity, Move::Reassign, &[Effect::TellOwner, Effect::Run(Timer::Quiet)]),
        (State::Opportunity, Move::Win, &[Effect::Stop]),
        (State::Offered, Move::Quarantine, &[]),
    ];
    for (from, by, effects) in table {
        assert_eq!(follows(from, by), effects, "{from:?} {by:?}");
    }
}

/// A lead that is open and owned always has a timer: whatever leads there sets one, and what
/// leaves it alone comes from a state that has one.
#[test]
fn every_open_state_with_an_owner_has_a_timer() {
    for from in State::ALL {
        for by in MOVES {
            let Ok((to, effects)) = step(from, by, NOW) else { continue };
            let runs = effects.iter().any(|effect| matches!(effect, Effect::Run(_)));
            let stops = effects.contains(&Effect::Stop);
            assert_eq!(stops, to.is_closed(), "{from:?} {by:?}");
            let unowned = !to.is_stored() || to == State::Quarantined;
            assert!(stops || runs || unowned || by == Move::Notify, "{from:?} {by:?} leaves no timer");
        }
    }
}
