#!/usr/bin/env python3
"""Compares `baton hours` with working time counted from Python's zoneinfo, over every zone.

    python3 tests/hours/oracle.py target/debug/baton            # every zone, 2020 to 2037
    python3 tests/hours/oracle.py target/debug/baton --sample   # writes tests/hours/sample.json

The count here knows nothing of the Rust code: each day's blocks are turned into instants one by one by
zoneinfo (fold=0, which is the rule of RFC 5545), laid on a line of minutes, and counted minute by minute.
`pip install tzdata` gives zoneinfo the tables of a known release; both releases are printed, because a
difference in the tables is no difference in the count.
"""

import json
import random
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
YEARS = range(2020, 2038)
NOT_ZONES = {"Factory", "localtime", "posixrules"}


def minute_of(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def instant(zone, day, minute):
    """Seconds since the epoch at which the wall shows so many minutes after the midnight of a day."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return round((at - EPOCH).total_seconds())


def open_spans(calendar, first, last):
    zone = ZoneInfo(calendar["tz"])
    spans = []
    day = first
    while day <= last:
        name = day.isoformat()
        if name in calendar["overrides"]:
            blocks = calendar["overrides"][name]
        elif name in calendar["holidays"]:
            blocks = []
        else:
            blocks = calendar["week"].get(DAYS[day.weekday()], [])
        for opens, closes in blocks:
            begin, end = minute_of(opens), minute_of(closes)
            if end <= begin:
                end += 24 * 60
            span = (instant(zone, day, begin), instant(zone, day, end))
            if span[0] < span[1]:
                spans.append(span)
        day += timedelta(days=1)
    return spans


STEP = 60


def ticks(calendar, start, length, pauses):
    """For each minute from an instant on, whether it is worked. Every edge lies on a whole minute."""
    first = (EPOCH + timedelta(seconds=start)).date() - timedelta(days=3)
    last = (EPOCH + timedelta(seconds=start + length * STEP)).date() + timedelta(days=3)
    worked = bytearray(length)
    for begin, end in open_spans(calendar, first, last):
        begin, end = max(0, (begin - start) // STEP), min(length, (end - start) // STEP)
        if begin < end:
            worked[begin:end] = b"\1" * (end - begin)
    for begin, end in pauses:
        begin, end = max(0, (begin - start) // STEP), min(length, (end - start) // STEP)
        if begin < end:
            worked[begin:end] = b"\0" * (end - begin)
    return worked


def written(at):
    return (EPOCH + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def transitions(zone):
    """The instants, to the minute, at which a zone's offset changes within the years."""
    found = []
    at, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
    offset = at.astimezone(zone).utcoffset()
    while at < end:
        step = at + timedelta(hours=6)
        if step.astimezone(zone).utcoffset() != offset:
            low, high = at, step
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
                if middle <= low:
                    break
                if middle.astimezone(zone).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            found.append(round((high - EPOCH).total_seconds()) // 60 * 60)
            offset = step.astimezone(zone).utcoffset()
        at = step
    return found


WEEKS = [
    {day: [["00:00", "24:00"]] for day in DAYS},
    {day: [["09:00", "12:30"], ["13:30", "18:00"]] for day in DAYS[:5]},
    {day: [["22:00", "06:00"]] for day in DAYS},
    {day: [["00:30", "02:30"], ["02:45", "03:15"], ["23:00", "24:00"]] for day in DAYS},
    {day: [["01:30", "02:00"], ["02:00", "02:15"], ["03:00", "05:00"], ["23:30", "00:45"]] for day in DAYS},
    {"sun": [["00:00", "04:00"], ["20:00", "10:00"]], "mon": [["09:00", "17:00"]], "sat": [["12:00", "12:45"]]},
]

SPECIAL = [[], [["10:00", "11:00"]], [["21:00", "02:30"]]]


def cases_of(name, chance):
    """Two cases around each transition of a zone, and some elsewhere."""
    zone = ZoneInfo(name)
    starts = [at + 60 * chance.randrange(-3 * 1440, 720) for at in transitions(zone) for _ in range(2)]
    first, last = [round((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds()) for year in (2020, 2038)]
    starts += [chance.randrange(first, last) // 60 * 60 for _ in range(6)]
    for start in starts:
        around = (EPOCH + timedelta(seconds=start)).date()
        near = lambda: (around + timedelta(days=chance.randrange(-1, 5))).isoformat()
        calendar = {
            "tz": name,
            "week": chance.choice(WEEKS),
            "holidays": sorted({near() for _ in range(chance.choice([0, 0, 1]))}),
            "overrides": {near(): chance.choice(SPECIAL) for _ in range(chance.choice([0, 0, 1]))},
        }
        length = 7 * 1440
        pauses = []
        if chance.random() < 0.3:
            begin = start + 60 * chance.randrange(0, 4000)
            pauses.append((begin, begin + 60 * chance.randrange(1, 1500)))
        worked = ticks(calendar, start, length, pauses)
        case = {"calendar": calendar, "start": written(start), "pauses": [[written(a), written(b)] for a, b in pauses]}
        if chance.random() < 0.5:
            span = chance.randrange(0, length)
            yield {"op": "elapsed", **case, "end": written(start + span * STEP), "expect": sum(worked[:span]) * STEP}
        else:
            total = sum(worked)
            if total == 0:
                continue
            work = chance.randrange(1, total + 1)
            done = 0
            for at, tick in enumerate(worked):
                done += tick
                if done == work:
                    due = written(start + (at + 1) * STEP)
                    yield {"op": "deadline", **case, "work_seconds": work * STEP, "expect": due}
                    break


def main():
    baton, sample = sys.argv[1], "--sample" in sys.argv
    try:
        import tzdata

        reset_tzpath(())
        ours = tzdata.IANA_VERSION
    except ImportError:
        ours = "of this machine"
    names = sorted(available_timezones() - NOT_ZONES)
    chance = random.Random(20261121)
    cases = []
    for name in names[:: 12 if sample else 1]:
        found = list(cases_of(name, chance))
        cases += found[::9] if sample else found
    command = [baton, "hours", "-", "--format", "json"]
    answer = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True)
    if not answer.stdout:
        sys.exit(answer.stderr)
    computed = json.loads(answer.stdout)
    differing = [case for case in computed if not case.get("agrees")]
    for case in differing[:20]:
        print(json.dumps(case))
    zones = sorted({case["calendar"]["tz"] for case in differing})
    print(f"{len(names)} zones, {len(cases)} cases, {len(differing)} differ {zones or ''}; tables {ours}")
    if sample and not differing:
        with open(__file__.replace("oracle.py", "sample.json"), "w") as file:
            file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
