//! Running a program and telling how it goes: one line a step, with the seconds it took.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::environment;
use crate::trouble::Trouble;

/// How often a step that takes long is heard of where lines cannot be rewritten.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How many of a failed program's first and last lines are shown: some say at once what is
/// wrong and then go on, some come to it in the end.
const FIRST_LINES: usize = 8;
const LAST_LINES: usize = 40;

/// Runs a program as one step and returns what it said. Its output is shown only if it fails.
pub fn run(title: &str, command: &mut Command) -> Result<String, Trouble> {
    let mut step = Step::begin(title);
    let spoken = listen(command, |line| step.progress(line));
    let (status, output) = spoken.map_err(|error| not_started(command, &error))?;
    if !status.success() {
        step.end("failed");
        let help = "What it said is above; mend that and run the command again.";
        return Err(Trouble::new(format!("{title}: {status}"), help).with_output(&shortened(&output)));
    }
    step.end("ok");
    Ok(output)
}

/// The beginning and the end of what a program said.
fn shortened(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    match (lines.get(..FIRST_LINES), lines.get(lines.len().saturating_sub(LAST_LINES)..)) {
        (Some(first), Some(last)) if lines.len() > FIRST_LINES + LAST_LINES => {
            format!("{}\n[…]\n{}", first.join("\n"), last.join("\n"))
        }
        _ => output.to_owned(),
    }
}

/// Runs a program with its output streamed to the terminal, and returns how it ended and
/// what it said.
pub fn stream(command: &mut Command) -> Result<(ExitStatus, String), Trouble> {
    if io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    listen(command, |line| {
        if let Some(line) = line {
            println!("{line}");
        }
    })
    .map_err(|error| not_started(command, &error))
}

/// Asks a program something; `None` if it is not there or does not succeed.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A step done without a program, told like the others.
pub fn tell<T>(title: &str, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let step = Step::begin(title);
    let done = work();
    step.end(if done.is_ok() { "ok" } else { "failed" });
    done
}

/// Seconds since `start`, as steps and suites write them.
pub fn seconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}

fn not_started(command: &Command, error: &io::Error) -> Trouble {
    let program = command.get_program().to_string_lossy().into_owned();
    Trouble::new(
        format!("`{program}` cannot be started: {error}"),
        format!("Install `{program}`, or put it on the PATH."),
    )
}

/// Runs a program; hears each line of both its outputs, and `None` each second without one.
fn listen(command: &mut Command, mut hear: impl FnMut(Option<&str>)) -> io::Result<(ExitStatus, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, lines) = mpsc::channel();
    let readers = [
        child.stdout.take().map(|pipe| read_lines(pipe, sender.clone())),
        child.stderr.take().map(|pipe| read_lines(pipe, sender)),
    ];
    let mut output = String::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                hear(Some(&line));
                output.push_str(&line);
                output.push('\n');
            }
            Err(RecvTimeoutError::Timeout) => hear(None),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    for reader in readers.into_iter().flatten() {
        // A reader only ends early if it panicked, and then its lines are all that is lost.
        let _ = reader.join();
    }
    Ok((child.wait()?, output))
}

fn read_lines(pipe: impl Read + Send + 'static, sender: Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            if sender.send(text).is_err() {
                return;
            }
            line.clear();
        }
    })
}

/// The line of one step.
struct Step {
    title: String,
    started: Instant,
    told: Instant,
    last_line: String,
    is_terminal: bool,
}

impl Step {
    fn begin(title: &str) -> Step {
        let now = environment::now();
        let step = Step {
            title: title.to_owned(),
            started: now,
            told: now,
            last_line: String::new(),
            is_terminal: io::stdout().is_terminal(),
        };
        if step.is_terminal {
            step.rewrite();
        }
        step
    }

    fn progress(&mut self, line: Option<&str>) {
        if let Some(line) = line.filter(|line| !line.trim().is_empty()) {
            self.last_line = line.trim().chars().filter(|sign| !sign.is_control()).collect();
        }
        let interval = if self.is_terminal { Duration::from_millis(200) } else { HEARTBEAT };
        if self.told.elapsed() < interval {
            return;
        }
        self.told = environment::now();
        if self.is_terminal {
            self.rewrite();
        } else {
            println!("  …    {:>6.1} s  {}: {}", seconds_since(self.started), self.title, self.last_line);
        }
    }

    /// The line with the latest news, cut to what surely fits.
    fn rewrite(&self) {
        let line = format!("  …    {:>6.1} s  {}  {}", seconds_since(self.started), self.title, self.last_line);
        let line: String = line.chars().take(78).collect();
        print!("\r\x1b[2K{line}");
        // A terminal that is gone cannot be told anything.
        let _ = io::stdout().flush();
    }

    fn end(self, word: &str) {
        if self.is_terminal {
            print!("\r\x1b[2K");
        }
        println!("  {word:<6} {:>4.1} s  {}", seconds_since(self.started), self.title);
    }
}
