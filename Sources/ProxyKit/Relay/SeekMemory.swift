/// Who has asked for a range of a track lately. Such a listener can seek, so that its next request for the whole track
/// gets a seekable body too: AVPlayer asks for `bytes=0-1`, and then for the whole with `Icy-MetaData: 1`, and both
/// answers must be of one body.
///
/// It has no clock: each call passes the time, which stands still while the machine sleeps.
struct SeekMemory: Sendable {
  /// How long a range is remembered.
  static let lasts = Duration.seconds(600)
  /// Of how many listeners.
  static let mostListeners = 512

  private var times = RecentValues<RelayMemory.Listener, SuspendingClock.Instant>(limit: mostListeners)

  /// Remembers that `listener` has asked for a range of its track.
  mutating func note(_ listener: RelayMemory.Listener, at now: SuspendingClock.Instant) {
    times.note(now, for: listener)
  }

  /// Whether `listener` has asked for a range of its track lately.
  func seeks(_ listener: RelayMemory.Listener, at now: SuspendingClock.Instant) -> Bool {
    times[listener].map { $0.duration(to: now) < Self.lasts } ?? false
  }
}
