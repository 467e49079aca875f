//! What every target shares: an allocator that knows how much an input may ask for.
//!
//! In scope: the ceiling, and entering a door under it. What must hold behind the door is in
//! `baton-doors`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::abort;
use std::sync::atomic::{AtomicUsize, Ordering};

use baton_doors::Door;

/// The largest allocation that the input of the moment may cause, in bytes.
static CEILING: AtomicUsize = AtomicUsize::new(usize::MAX);

/// The system's allocator, which ends the program at an allocation above the ceiling.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn hold_to_ceiling(size: usize) {
    // What a panic says of itself is not the input's doing.
    if size > CEILING.load(Ordering::Relaxed) && !std::thread::panicking() {
        // From here on words are needed, and words need memory.
        CEILING.store(usize::MAX, Ordering::Relaxed);
        eprintln!("an allocation of {size} bytes is more than this input justifies");
        eprintln!("{}", std::backtrace::Backtrace::force_capture());
        abort();
    }
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        hold_to_ceiling(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        hold_to_ceiling(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        hold_to_ceiling(size);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Sends an input through a door, held to what its length justifies.
pub fn enter(door: &Door, input: &[u8]) {
    baton_doors::prepare();
    CEILING.store(door.least_memory + door.memory_each * input.len(), Ordering::Relaxed);
    (door.enter)(input);
    CEILING.store(usize::MAX, Ordering::Relaxed);
}
