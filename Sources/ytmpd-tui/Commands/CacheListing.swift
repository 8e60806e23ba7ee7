import ConfigurationKit
import FoundationEssentials
import LibraryKit
import TrackKit

/// What the list of the cache says.
struct CacheFacts: Sendable, Equatable {
  /// The bytes that are there.
  var bytes: Int64 = 0
  /// The bytes of kept tracks among them.
  var keptBytes: Int64 = 0
  /// Tracks of which there is any.
  var tracks = 0
  /// Tracks that play without a network.
  var complete = 0
  /// Tracks that are kept.
  var kept = 0
  /// Kept tracks that play without a network.
  var keptComplete = 0

  /// Nothing.
  init() {}

  /// What `store` lists; nothing without one.
  ///
  /// - Throws: `StoreError`.
  init(_ store: TrackStore?) throws {
    guard let store else { return }
    let kept = try store.keptTracks()
    self.kept = kept.count
    var (some, whole): (Set<VideoID>, Set<VideoID>) = ([], [])
    for entry in try store.audioEntries() {
      guard let id = entry.id else { continue }
      bytes += entry.bytes
      if kept.contains(id) { keptBytes += entry.bytes }
      if entry.bytes > 0 { some.insert(id) }
      if entry.bytes >= entry.length { whole.insert(id) }
    }
    (tracks, complete, keptComplete) = (some.count, whole.count, whole.intersection(kept).count)
  }

  /// How many kept tracks `store` lists audio of.
  ///
  /// - Parameter ids: those that count, `nil` for all.
  /// - Throws: `StoreError`.
  static func keptTracks(_ store: TrackStore, among ids: [VideoID]?) throws -> Int {
    let here = Set(try store.audioEntries().filter { $0.bytes > 0 }.compactMap(\.id))
    return try store.keptTracks().intersection(ids.map { here.intersection($0) } ?? here).count
  }
}

/// The cache as `cache` shows it. Its JSON is documented, and stays.
struct CacheListing: Encodable, Equatable {
  var directory: String
  var state: ProxyStatus.Cache.State
  var reason: String?
  var limit: Int64
  var facts: CacheFacts
  /// What it was good for in the running instance; `nil` when none runs.
  var hits: Int?
  var misses: Int?
  var bytesSaved: Int64?

  /// - Parameter running: what the running instance says of it; `nil` when none runs.
  init(_ configuration: Configuration, facts: CacheFacts, running: ProxyStatus.Cache?) {
    directory = configuration.cacheDirectory
    limit = configuration.cacheSize
    self.facts = facts
    state = running?.state ?? (configuration.cacheSize > 0 ? .ok : .off)
    reason = running?.reason
    hits = running?.hits
    misses = running?.misses
    bytesSaved = running?.bytesSaved
  }

  /// What the instance says that runs where the configuration has it; `nil` when none does.
  static func running(_ configuration: Configuration) -> ProxyStatus.Cache? {
    guard configuration.proxyPort != 0 else { return nil }
    let client = HTTPClient(
      host: configuration.proxyHost, port: configuration.proxyPort, patience: .seconds(2))
    do {
      let answer = try client.get("/status")
      guard answer.status == 200 else { return nil }
      return try JSONDecoder().decode(ProxyStatus.self, from: Data(answer.body)).cache
    } catch {
      // Nobody, or somebody else: the list is all that is known.
      return nil
    }
  }

  /// A line for each matter.
  var lines: [String] {
    var lines = ["directory  \(TerminalText.clean(directory))"]
    switch state {
    case .off: lines.append("state      off: cache_size is 0")
    case .failed:
      lines.append("state      does not work" + (reason.map { ": \(TerminalText.clean($0))" } ?? ""))
    case .ok: break
    }
    lines += [
      "size       \(Wording.bytes(facts.bytes)), limit \(Wording.bytes(limit)) besides what is kept",
      "tracks     \(facts.tracks), \(facts.complete) of them complete",
      "kept       \(facts.kept), \(facts.keptComplete) of them complete, \(Wording.bytes(facts.keptBytes))",
    ]
    if let hits, let misses, let bytesSaved {
      lines.append(
        "use        \(Wording.count(hits, "stream")) of \(hits + misses) without YouTube, \(Wording.bytes(bytesSaved)) saved since the start"
      )
    }
    return lines
  }

  enum CodingKeys: String, CodingKey {
    case directory, state, reason, bytes, limit, tracks, complete, kept, hits, misses
    case keptComplete = "kept_complete"
    case keptBytes = "kept_bytes"
    case bytesSaved = "bytes_saved"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(directory, forKey: .directory)
    try container.encode(state, forKey: .state)
    try container.encode(reason, forKey: .reason)
    try container.encode(facts.bytes, forKey: .bytes)
    try container.encode(limit, forKey: .limit)
    try container.encode(facts.tracks, forKey: .tracks)
    try container.encode(facts.complete, forKey: .complete)
    try container.encode(facts.kept, forKey: .kept)
    try container.encode(facts.keptComplete, forKey: .keptComplete)
    try container.encode(facts.keptBytes, forKey: .keptBytes)
    try container.encode(hits, forKey: .hits)
    try container.encode(misses, forKey: .misses)
    try container.encode(bytesSaved, forKey: .bytesSaved)
  }
}
