//! Programs that run beside xtask and end with it.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::Duration;

use crate::environment::{command, now};
use crate::steps::ask;
use crate::trouble::Trouble;

/// How long a server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program. Dropping it ends the program.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts a program; what it says goes to the terminal.
    pub fn start(command: &mut Command) -> Result<Running, Trouble> {
        command.spawn().map(Running).map_err(|error| {
            let program = command.get_program().to_string_lossy().into_owned();
            Trouble::new(format!("`{program}` cannot be started: {error}"), "`cargo xtask setup` gets what is missing.")
        })
    }

    /// Ends it, and only then starts its successor: both may want the same port and files.
    pub fn restart(&mut self, start: impl FnOnce() -> Result<Running, Trouble>) -> Result<(), Trouble> {
        // It may have ended by itself, and then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
        *self = start()?;
        Ok(())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a server answers a GET with 200.
pub fn wait_for(program: &mut Running, port: u16, path: &str) -> Result<(), Trouble> {
    let started = now();
    while started.elapsed() < PATIENCE {
        if let Some(status) = program.ended() {
            let help = "Its last words are above. `cargo xtask dev` starts it again.";
            return Err(Trouble::new(format!("a server ended at its start: {status}"), help));
        }
        if answers(port, path) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    let message = format!("nothing answers at http://127.0.0.1:{port}{path} after {} s", PATIENCE.as_secs());
    Err(Trouble::new(message, "What the server said is above."))
}

/// Whether a GET is answered with 200 within two seconds.
fn answers(port: u16, path: &str) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let timeout = Duration::from_secs(2);
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&address, timeout)?;
        stream.set_read_timeout(Some(timeout))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n")?;
        let mut status = vec![0; "HTTP/1.1 200".len()];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status == b"HTTP/1.1 200")
}

/// The port if nobody has it, else a free one.
pub fn port_or_free(wanted: u16) -> Result<u16, Trouble> {
    let bound =
        TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    bound.and_then(|listener| listener.local_addr()).map(|address| address.port()).map_err(|error| {
        Trouble::new(format!("no port is free on this machine: {error}"), "End some servers and try again.")
    })
}

/// Ends a program that an earlier xtask started and could not end, being killed itself.
/// `mark` is a part of its command line, so that no other program that has got the same
/// process id since is ended.
pub fn end_left_over(pid_file: &Path, mark: &str) {
    let Some(pid) = fs::read_to_string(pid_file).ok().and_then(|text| text.trim().parse::<u32>().ok()) else {
        return;
    };
    if !runs(pid, mark) {
        return;
    }
    println!("         ending workerd {pid}, which an earlier run left behind");
    let signal = |number: &str| ask(command("kill").arg(number).arg(pid.to_string()));
    let _ = signal("-9");
    // Its port is free when it is gone altogether.
    let started = now();
    while signal("-0").is_some() && started.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process is there and has `mark` in its command line.
fn runs(pid: u32, mark: &str) -> bool {
    let line = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok();
    let line = line.or_else(|| ask(command("ps").args(["-o", "command=", "-p", &pid.to_string()])));
    line.is_some_and(|line| line.contains(mark))
}
