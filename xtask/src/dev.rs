//! `cargo xtask dev`: everything on this machine, rebuilt as its sources change.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::baton;
use crate::children::{self, Running};
use crate::environment::command;
use crate::fingerprint;
use crate::parts::{self, Finish, Part};
use crate::places::Places;
use crate::setup::{self, Tools};
use crate::steps::{ask, tell};
use crate::trouble::Trouble;

/// The desk the example agreement is for.
const DESK: &str = "acme";
/// What the example agreement takes for the demo site's origin.
const EXAMPLE_ORIGIN: &str = "http://localhost:8788";
/// How often the sources are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Runs until it is told to stop.
pub fn run(places: &Places) -> Result<(), Trouble> {
    let state = State::open(places, "dev", places.example())?;
    let tools = setup::tools(places)?;
    parts::build_all(places, &tools, Finish::Quick)?;
    serve(places, &tools, state)
}

/// Serves until it is told to stop, and builds again what changes.
pub fn serve(places: &Places, tools: &Tools, state: State) -> Result<(), Trouble> {
    let dir = state.dir.clone();
    let stop = stop_signal()?;
    let mut session = Session::start(places, tools, state)?;
    println!("{}", session.welcome());
    let mut seen = session.look();
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(LOOK);
        let now = session.look();
        if now != seen {
            // An editor may still be writing; the next look tells.
            seen = now;
            thread::sleep(LOOK / 5);
            if session.look() == seen {
                session.refresh(&stop);
            } else {
                seen = 0;
            }
        } else {
            session.keep_up(&stop);
        }
    }
    println!("\nStopped. What was sent is kept in {}.", places.told(&dir));
    Ok(())
}

/// Set by Ctrl-C and by SIGTERM.
fn stop_signal() -> Result<Arc<AtomicBool>, Trouble> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    ctrlc::set_handler(move || set.store(true, Ordering::Relaxed))
        .map_err(|error| Trouble::new(format!("Ctrl-C cannot be heard: {error}"), "Run it in a terminal."))?;
    Ok(stop)
}

/// What stays between runs.
pub struct State {
    /// The directory of it all.
    pub dir: PathBuf,
    /// The agreement that is put into force.
    agreement: PathBuf,
    token: String,
    /// Held as long as this run lasts: two workerd on one database would spoil it.
    _lock: File,
}

impl State {
    /// What is kept under a name: `dev`, `demo`.
    pub fn open(places: &Places, name: &str, agreement: PathBuf) -> Result<State, Trouble> {
        let dir = places.root.join(".baton").join(name);
        let lock_path = dir.join("lock");
        parts::make_parent(&lock_path)?;
        let lock = File::create(&lock_path).map_err(|error| Trouble::file(&lock_path, &error))?;
        lock.try_lock().map_err(|_| {
            Trouble::new(
                format!("`cargo xtask {name}` runs already in this checkout"),
                "Use that one, or end it first.",
            )
        })?;
        let token_path = dir.join("token");
        let token = match fs::read_to_string(&token_path) {
            Ok(token) if !token.trim().is_empty() => token.trim().to_owned(),
            _ => {
                let token = new_token()?;
                parts::write(&token_path, token.as_bytes())?;
                token
            }
        };
        Ok(State { dir, agreement, token, _lock: lock })
    }
}

/// 128 bits nobody can guess, in hex.
fn new_token() -> Result<String, Trouble> {
    let source = PathBuf::from("/dev/urandom");
    let mut bytes = [0_u8; 16];
    File::open(&source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| Trouble::file(&source, &error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Everything that runs.
pub struct Session<'a> {
    places: &'a Places,
    tools: &'a Tools,
    state: State,
    ports: Ports,
    /// What the Worker is told: the admin token and where each delivery goes.
    secrets: BTreeMap<String, String>,
    site: Running,
    /// The demo site's program when it was started; its pages are read anew each time.
    site_code: u64,
    edge: Running,
    /// The agreement as it was published last.
    published: String,
    /// Whether workerd could not be started: only a change of source helps then.
    is_broken: bool,
}

struct Ports {
    edge: u16,
    site: u16,
    receiver: u16,
}

impl<'a> Session<'a> {
    /// Starts everything, with the agreement in force.
    pub fn start(places: &'a Places, tools: &'a Tools, state: State) -> Result<Session<'a>, Trouble> {
        children::end_left_over(&state.dir.join("workerd.pid"), &state.dir.to_string_lossy());
        let ports = Ports {
            edge: children::port_or_free(8787)?,
            site: children::port_or_free(8788)?,
            receiver: children::port_or_free(8789)?,
        };
        let secrets = secrets(&text_of(&state.agreement)?, &state.token, ports.receiver);
        baton::build(places)?;
        let site = start_site(places, &ports)?;
        let edge = start_edge(places, &state, &ports, &secrets)?;
        let (site_code, published) = (site_code(places), String::new());
        let mut session =
            Session { places, tools, state, ports, secrets, site, site_code, edge, published, is_broken: false };
        session.publish()?;
        Ok(session)
    }

    /// Puts the agreement into force, with the demo site's real address in it, if it has changed.
    fn publish(&mut self) -> Result<(), Trouble> {
        let text = text_of(&self.state.agreement)?;
        if text == self.published {
            return Ok(());
        }
        let mut agreement = self.state.agreement.clone();
        let origin = format!("http://localhost:{}", self.ports.site);
        if origin != EXAMPLE_ORIGIN {
            agreement = self.state.dir.join("published.toml");
            parts::write(&agreement, text.replace(EXAMPLE_ORIGIN, &origin).as_bytes())?;
        }
        let baton = baton::build(self.places)?;
        baton::publish(&baton, &agreement, &self.edge_url(), DESK, &self.state.token)?;
        self.published = text;
        Ok(())
    }

    fn edge_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.edge)
    }

    fn welcome(&self) -> String {
        let edge = self.edge_url();
        let Ports { site, receiver, .. } = self.ports;
        let token = &self.state.token;
        let stays = self.places.told(&self.state.dir);
        format!(
            "
  Baton runs.

  demo page   http://localhost:{site}/
  console     {edge}/desk/?desk={DESK}#token={token}
  receiver    http://127.0.0.1:{receiver}/
  edge        {edge}
  dev token   {token}

  Send the form on the demo page, open the handoff link in the receiver, watch the console.
  A change under crates/, www/ or examples/ is built at once. Ctrl-C stops everything;
  leads stay in {stays}.
"
        )
    }

    /// A fingerprint of every source.
    fn look(&self) -> u64 {
        let sources = ["crates", "www", "examples", "Cargo.toml", "xtask/workerd.mjs", "wrangler.toml"];
        fingerprint::of_times(&sources.map(|path| self.places.root.join(path)))
    }

    /// Builds what changed and puts it in place. What fails is told, and the last good
    /// build goes on running.
    fn refresh(&mut self, stop: &AtomicBool) {
        println!();
        match self.try_refresh() {
            Ok(()) => println!("  up to date: {}", self.edge_url()),
            // Ctrl-C ends the compiler too, and that is no news.
            Err(_) if stop.load(Ordering::Relaxed) => {}
            Err(trouble) => println!("{trouble}\n  The last good build goes on running."),
        }
    }

    fn try_refresh(&mut self) -> Result<(), Trouble> {
        let built = parts::build_all(self.places, self.tools, Finish::Quick)?;
        let secrets = secrets(&text_of(&self.state.agreement)?, &self.state.token, self.ports.receiver);
        // Pages bring the headers, which workerd reads at its start.
        let needs_edge = built.contains(&Part::Worker) || built.contains(&Part::Pages) || secrets != self.secrets;
        let site_code = site_code(self.places);
        if site_code != self.site_code {
            self.site.restart(|| start_site(self.places, &self.ports))?;
            self.site_code = site_code;
        }
        if needs_edge || self.is_broken {
            self.secrets = secrets;
            self.restart_edge()?;
        }
        self.publish()
    }

    fn restart_edge(&mut self) -> Result<(), Trouble> {
        let done = self.edge.restart(|| start_edge(self.places, &self.state, &self.ports, &self.secrets));
        self.is_broken = done.is_err();
        done
    }

    /// Starts again what ended by itself.
    fn keep_up(&mut self, stop: &AtomicBool) {
        let (edge_ended, site_ended) = (self.edge.ended(), self.site.ended());
        // The terminal tells everybody of Ctrl-C at the same time.
        thread::sleep(LOOK / 5);
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let mut done = Ok(());
        if let Some(status) = edge_ended.filter(|_| !self.is_broken) {
            println!("  workerd ended ({status}) and is started again");
            done = self.restart_edge();
        }
        if let Some(status) = site_ended {
            println!("  the demo site ended ({status}) and is started again");
            done = done.and(self.site.restart(|| start_site(self.places, &self.ports)));
        }
        if let Err(trouble) = done {
            println!("{trouble}");
        }
    }
}

fn text_of(file: &Path) -> Result<String, Trouble> {
    fs::read_to_string(file).map_err(|error| Trouble::file(file, &error))
}

/// What the Worker is told. Each delivery of the agreement names a secret; here its value is
/// the local receiver.
fn secrets(agreement: &str, token: &str, receiver: u16) -> BTreeMap<String, String> {
    let mut secrets = delivery_secrets(agreement, receiver);
    secrets.insert("BATON_ADMIN_TOKEN".to_owned(), token.to_owned());
    secrets
}

/// What messages are signed with here, base64 of words that say so: no secret, for nothing leaves
/// the machine.
const SIGNING_KEY: &str = "whsec_Zm9yIGRldmVsb3BtZW50IG9ubHksIG5vIHNlY3JldA==";

/// The secrets an agreement names, each with an address at the receiver or the key that signs. A
/// text that is not TOML names none; publishing it says why.
fn delivery_secrets(agreement: &str, receiver: u16) -> BTreeMap<String, String> {
    let table = agreement.parse::<toml::Table>().unwrap_or_default();
    let deliveries = table.get("deliveries").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let word = |delivery: &toml::Value, key| delivery.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let addresses = deliveries.iter().filter_map(|delivery| {
        Some((word(delivery, "secret")?, format!("http://127.0.0.1:{receiver}/{}", word(delivery, "kind")?)))
    });
    let keys = deliveries.iter().filter_map(|delivery| word(delivery, "signing_secret"));
    addresses.chain(keys.map(|name| (name, SIGNING_KEY.to_owned()))).collect()
}

fn site_code(places: &Places) -> u64 {
    fingerprint::of_times(&["serve.mjs", "receiver-page.mjs"].map(|name| places.root.join("www/demo").join(name)))
}

fn start_site(places: &Places, ports: &Ports) -> Result<Running, Trouble> {
    let mut node = command("node");
    node.arg("www/demo/serve.mjs").args(["--edge", &format!("http://127.0.0.1:{}", ports.edge)]);
    node.args(["--port", &ports.site.to_string(), "--receiver-port", &ports.receiver.to_string()]);
    // Its input ends when xtask does, however that ends, and then it ends too.
    node.arg("--until-input-ends");
    node.current_dir(&places.root).stdin(Stdio::piped()).stdout(Stdio::null());
    tell("demo site and receiver", || {
        let mut site = Running::start(&mut node)?;
        children::wait_for(&mut site, ports.receiver, "/")?;
        Ok(site)
    })
}

/// workerd, on a configuration that `xtask/workerd.mjs` writes.
fn start_edge(
    places: &Places,
    state: &State,
    ports: &Ports,
    secrets: &BTreeMap<String, String>,
) -> Result<Running, Trouble> {
    let mut node = command("node");
    node.arg("xtask/workerd.mjs").arg("--dir").arg(&state.dir);
    node.args(["--address", &format!("127.0.0.1:{}", ports.edge)]);
    for name in secrets.keys() {
        node.args(["--bind", name]);
    }
    let answer =
        ask(node.current_dir(&places.root)).and_then(|line| serde_json::from_str::<serde_json::Value>(&line).ok());
    let unreadable =
        || Trouble::new("xtask/workerd.mjs did not write a configuration", "Run `node xtask/workerd.mjs` to see why.");
    let answer = answer.ok_or_else(unreadable)?;
    let program = answer.get("binary").and_then(serde_json::Value::as_str).ok_or_else(unreadable)?;
    let arguments = answer.get("arguments").and_then(serde_json::Value::as_array).ok_or_else(unreadable)?;
    let mut workerd = command(program);
    workerd.args(arguments.iter().filter_map(serde_json::Value::as_str)).envs(secrets);
    workerd.current_dir(&places.root).stdin(Stdio::null());
    tell("workerd", || {
        let mut edge = Running::start(&mut workerd)?;
        parts::write(&state.dir.join("workerd.pid"), edge.id().to_string().as_bytes())?;
        children::wait_for(&mut edge, ports.edge, "/v1/health")?;
        Ok(edge)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_delivery_goes_to_the_receiver() {
        let agreement = "[[deliveries]]\nid = 'a'\nkind = 'slack'\nsecret = 'S'\n[[deliveries]]\nkind = 'webhook'\nsecret = 'W'\nsigning_secret = 'K'\n";
        let secrets = delivery_secrets(agreement, 9);
        assert_eq!(secrets.get("S").unwrap(), "http://127.0.0.1:9/slack");
        assert_eq!(secrets.get("W").unwrap(), "http://127.0.0.1:9/webhook");
        assert_eq!(secrets.get("K").unwrap(), SIGNING_KEY);
        assert_eq!(secrets.len(), 3);
        assert!(delivery_secrets("not [toml", 9).is_empty());
    }

    #[test]
    fn the_example_names_the_demo_sites_default_origin() {
        let example = include_str!("../../examples/agreement.toml");
        assert!(example.contains(&format!("origins = [\"{EXAMPLE_ORIGIN}\"]")));
        assert_eq!(delivery_secrets(example, 1).len(), 2);
    }

    #[test]
    fn no_two_tokens_are_the_same() {
        let token = new_token().unwrap();
        assert_eq!(token.len(), 32);
        assert_ne!(token, new_token().unwrap());
    }
}
