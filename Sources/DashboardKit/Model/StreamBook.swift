import FoundationEssentials
import TrackKit

/// The streams that run, wait, or ended a moment ago, each with its history.
struct StreamBook: Sendable, Equatable {
  /// How many seconds an ended stream stays in the list.
  static let lingering = 10.0
  /// How many ended streams are kept, so that a history can be read to its end.
  static let endedLimit = 64
  /// How many lines of a history are kept.
  static let historyLimit = 300

  /// Something that happened to a stream.
  struct Moment: Sendable, Equatable {
    var date: Date
    var kind: EventLine.Kind
    var what: String
    var weight: EventLine.Weight
  }

  /// How a stream ended.
  struct End: Sendable, Equatable {
    /// Why it did.
    enum Cause: Sendable, Equatable {
      /// The gauges no longer list it, and no event has said why.
      case unknown
      /// All of it was sent.
      case sent(Int64)
      /// The client closed the connection.
      case clientLeft
      /// The proxy gave it up.
      case lost(String)
      /// The request was turned away.
      case rejected(limit: Int)
    }

    var date: Date
    var cause: Cause
  }

  /// A stream and its history.
  struct Entry: Sendable, Equatable, Identifiable {
    var stream: ProxyStatus.Stream
    var rates = RateHistory(capacity: 30)
    var history: [Moment] = []
    /// How many lines of the history were dropped.
    var omitted = 0
    var end: End?

    var id: UInt64 { stream.id }

    /// How long it has run, or ran.
    func age(now: Date) -> Duration {
      let until = end?.date ?? now
      return .seconds(max(0, min(until.timeIntervalSince1970 - stream.startedAt, 1e9)))
    }
  }

  /// Oldest first.
  private(set) var entries: [Entry] = []
  private var places: [UInt64: Int] = [:]

  /// The entry of a stream.
  subscript(id: UInt64) -> Entry? { places[id].map { entries[$0] } }

  /// The latest stream of a track to a player of MPD's kind, else to any client; `nil` when none is remembered.
  func latest(of track: VideoID) -> Entry? {
    entries.last { $0.stream.videoID == track && $0.stream.client.description.hasPrefix("MPD") }
      ?? entries.last { $0.stream.videoID == track }
  }

  /// Whether the list shows `entry` at `now`.
  static func isShown(_ entry: Entry, now: Date) -> Bool {
    entry.end.map { now.timeIntervalSince($0.date) < lingering } ?? true
  }

  /// When the first of the ended streams leaves the list.
  func nextDeparture(now: Date) -> Date? {
    entries.lazy.compactMap { $0.end?.date.addingTimeInterval(Self.lingering) }.filter { $0 > now }.min()
  }

  /// Takes the gauges.
  mutating func take(_ list: [ProxyStatus.Stream], now: Date) {
    var seen: Set<UInt64> = []
    seen.reserveCapacity(list.count)
    for stream in list {
      seen.insert(stream.id)
      let place = place(of: stream)
      // What an event said of the end is the truth; a reading may be older.
      guard (entries[place].end?.cause ?? .unknown) == .unknown else { continue }
      entries[place].end = nil
      entries[place].stream = stream
      entries[place].rates.record(max(0, stream.bytesPerSecond), now: now)
    }
    for place in entries.indices where entries[place].end == nil && !seen.contains(entries[place].id) {
      close(place, state: .done, cause: .unknown, at: now)
    }
    forgetOldest()
  }

  /// Takes an event.
  mutating func take(_ event: ProxyEvent) {
    switch event.kind {
    case .streamAdmitted(let stream): note(event, .admitted, "got a slot", stream)
    case .streamQueued(let stream, _), .streamStarted(let stream, _), .streamStalled(let stream, _),
      .streamResumed(let stream, _), .streamPiped(let stream, _):
      note(event, stream)
    case .streamRetrying(let stream, _, _, _, let offset, _), .streamHedged(let stream, _, let offset):
      note(event, stream, more: ", at \(Wording.bytes(offset))")
    case .streamFinished(let stream, let bytes, let clientLeft):
      note(event, stream)
      let place = place(of: stream, event.date)
      entries[place].stream.bytesSent = bytes
      close(place, state: .done, cause: clientLeft ? .clientLeft : .sent(bytes), at: event.date)
    case .streamLost(let stream, let bytes, _, let reason, _):
      note(event, stream)
      let place = place(of: stream, event.date)
      entries[place].stream.bytesSent = bytes
      close(place, state: .lost, cause: .lost(reason), at: event.date)
    case .streamRejected(let stream, let limit):
      note(event, stream)
      close(place(of: stream, event.date), state: .lost, cause: .rejected(limit: limit), at: event.date)
    case .streamLeft(let stream):
      note(event, stream)
      close(place(of: stream, event.date), state: .done, cause: .clientLeft, at: event.date)
    case .refreshStarted(let track, _), .refreshSucceeded(let track, _), .refreshFailed(let track, _, _),
      .refreshDegraded(let track, _):
      guard let line = EventLine(event, id: 0) else { return }
      for place in entries.indices
      where entries[place].end == nil && entries[place].stream.videoID == track.id {
        append(Moment(date: line.date, kind: line.kind, what: line.what, weight: line.weight), at: place)
      }
    default: return
    }
    forgetOldest()
  }

  private mutating func note(_ event: ProxyEvent, _ stream: StreamReference, more: String = "") {
    guard let line = EventLine(event, id: 0) else { return }
    append(
      Moment(date: line.date, kind: line.kind, what: line.what + more, weight: line.weight),
      at: place(of: stream, event.date))
  }

  private mutating func note(
    _ event: ProxyEvent, _ kind: EventLine.Kind, _ what: String, _ stream: StreamReference
  ) {
    append(
      Moment(date: event.date, kind: kind, what: what, weight: .plain), at: place(of: stream, event.date))
  }

  private mutating func append(_ moment: Moment, at place: Int) {
    entries[place].history.append(moment)
    guard entries[place].history.count > Self.historyLimit else { return }
    // The beginning says what was asked for, the end how it stands.
    entries[place].history.remove(at: Self.historyLimit / 4)
    entries[place].omitted += 1
  }

  private mutating func close(_ place: Int, state: StreamState, cause: End.Cause, at date: Date) {
    // A stream ends once; what is told first is what happened.
    guard (entries[place].end?.cause ?? .unknown) == .unknown else { return }
    entries[place].stream.state = state
    entries[place].stream.bytesPerSecond = 0
    entries[place].stream.retryAt = nil
    entries[place].end = End(date: date, cause: cause)
  }

  /// The place of a stream that events tell of, which may not have been seen in the gauges yet.
  private mutating func place(of reference: StreamReference, _ date: Date) -> Int {
    let place = place(
      of: ProxyStatus.Stream(
        id: reference.id, videoID: reference.track.id, artist: nil, title: reference.track.name,
        client: reference.client, state: .holding, startedAt: date.timeIntervalSince1970))
    // The name may have become known since.
    if entries[place].stream.artist == nil { entries[place].stream.title = reference.track.name }
    return place
  }

  private mutating func place(of stream: ProxyStatus.Stream) -> Int {
    if let place = places[stream.id] { return place }
    // Numbers rise, so a new stream is nearly always the last one.
    let place = entries.lastIndex { $0.id < stream.id }.map { $0 + 1 } ?? 0
    entries.insert(Entry(stream: stream), at: place)
    index(from: place)
    return place
  }

  private mutating func forgetOldest() {
    let ended = entries.lazy.filter { $0.end != nil }.count
    guard ended > Self.endedLimit else { return }
    var surplus = ended - Self.endedLimit
    entries.removeAll { entry in
      guard surplus > 0, entry.end != nil else { return false }
      surplus -= 1
      return true
    }
    places = [:]
    index(from: 0)
  }

  private mutating func index(from start: Int) {
    for place in entries[start...].indices { places[entries[place].id] = place }
  }
}
