import TrackKit

/// The latest events as lines, oldest first, bounded.
struct EventLog: Sendable, Equatable {
  /// How many lines are kept.
  static let capacity = 1000

  private(set) var lines: [EventLine] = []
  private var nextID: UInt64 = 1
  private var lastSequence: UInt64?
  /// The playlist whose progress the last line tells.
  private var progressPlaylist: String?

  /// Takes an event; a gap in the numbering becomes a line of its own.
  mutating func append(_ event: ProxyEvent) {
    if let lastSequence, event.sequence > lastSequence + 1 {
      let lost = event.sequence - lastSequence - 1
      add(
        EventLine(
          id: nextID, date: event.date, kind: .notice,
          what: "\(lost == 1 ? "1 event" : "\(lost) events") came too fast to be shown",
          weight: .warning))
      progressPlaylist = nil
    }
    lastSequence = max(lastSequence ?? 0, event.sequence)
    guard let line = EventLine(event, id: nextID) else { return }
    // A running count stays one line.
    let playlist: String? =
      if case .syncProgress(let name, _, _) = event.kind { name } else { nil }
    if let playlist, playlist == progressPlaylist { lines.removeLast() }
    progressPlaylist = playlist
    add(line)
  }

  private mutating func add(_ line: EventLine) {
    if lines.count >= Self.capacity { lines.removeFirst(lines.count - Self.capacity + 1) }
    lines.append(line)
    nextID += 1
  }
}
