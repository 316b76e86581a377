//! Whose turn it is: so many questions at once, so many more that wait; and the watch over memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use zopa::{Interrupt, Stop};

/// Questions that are answered, and those that wait.
pub struct Queue {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    /// How much may be resident before all that runs is asked to stop.
    memory: u64,
    /// What stops those that run.
    running: Mutex<Vec<Weak<Running>>>,
    /// Tells that something runs again.
    begun: Notify,
}

/// What is in the program anyway, and what is read and written: it counts beside the memory of searches.
const MARGIN: u64 = 256 << 20;
/// How often memory is looked at while something runs.
const INTERVAL: Duration = Duration::from_millis(20);

/// There is no room to wait.
#[derive(Debug)]
pub struct Full;

/// A question that is answered: while somebody has this.
pub struct Running {
    pub interrupt: Interrupt,
    _turn: OwnedSemaphorePermit,
}

/// One more waits, until this is dropped.
struct Waiting<'q>(&'q AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Queue {
    /// So many at once, with so much memory each; and so many that wait.
    pub fn new(at_once: usize, most_waiting: usize, memory: u64) -> Queue {
        Queue {
            turns: Arc::new(Semaphore::new(at_once)),
            waiting: AtomicUsize::new(0),
            most_waiting,
            memory: memory.saturating_mul(at_once as u64).saturating_add(MARGIN),
            running: Mutex::default(),
            begun: Notify::new(),
        }
    }

    /// Waits for a turn. Whoever stops waiting leaves the queue.
    ///
    /// # Errors
    /// If too many wait already.
    pub async fn turn(&self) -> Result<Arc<Running>, Full> {
        let turn = match self.turns.clone().try_acquire_owned() {
            Ok(turn) => turn,
            Err(_) => {
                let waiting = Waiting(&self.waiting);
                if self.waiting.fetch_add(1, Ordering::SeqCst) >= self.most_waiting {
                    return Err(Full);
                }
                let turn = self.turns.clone().acquire_owned().await.map_err(|_| Full)?;
                drop(waiting);
                turn
            }
        };
        let running = Arc::new(Running { interrupt: Interrupt::default(), _turn: turn });
        let mut all = self.running.lock().map_err(|_| Full)?;
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&running));
        self.begun.notify_one();
        Ok(running)
    }

    /// Asks all that runs to stop when the program has become too large: what is counted in a search is not all there is.
    pub async fn watch_memory(&self) {
        loop {
            let running: Vec<Arc<Running>> = match self.running.lock() {
                Ok(all) => all.iter().filter_map(Weak::upgrade).collect(),
                Err(_) => return,
            };
            if running.is_empty() {
                self.begun.notified().await;
                continue;
            }
            let resident = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64);
            if resident > self.memory {
                running.iter().for_each(|one| one.interrupt.stop_because(Stop::PointLimit));
            }
            // Nobody's turn is kept by the one who watches.
            drop(running);
            tokio::time::sleep(INTERVAL).await;
        }
    }
}
