import LibraryKit
import TrackKit

/// A playlist as `sync --json` shows it. Its JSON is documented, and stays.
struct SyncListing: Encodable, Equatable {
  /// The words for how it ended.
  enum State: String, Encodable {
    case synced, partial, kept, failed, busy, untried
  }

  /// An entry that is no track.
  struct LeftOut: Encodable, Equatable {
    var reference: String
    var name: String?
    var reason: String

    init(_ entry: LeftOutEntry) {
      reference = entry.reference
      name = entry.name
      reason = entry.reason.rawValue
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reference, forKey: .reference)
      try container.encode(name, forKey: .name)
      try container.encode(reason, forKey: .reason)
    }

    enum CodingKeys: String, CodingKey {
      case reference, name, reason
    }
  }

  var name: String
  var state: State
  var reason: String?
  var tracks: Int
  var added: Int
  var removed: Int
  var leftOut: [LeftOut]
  var file: String?
  var notices: [String]

  init(_ outcome: SyncOutcome) {
    name = outcome.name
    tracks = outcome.tracks
    (added, removed) = (0, 0)
    switch outcome.end {
    case .read(let change):
      state = .synced
      (added, removed) = (change.added, change.removed)
    case .partial(let why): (state, reason) = (.partial, why)
    case .kept(let why): (state, reason) = (.kept, why)
    case .failed(let why): (state, reason) = (.failed, why)
    case .busy: state = .busy
    case .untried(let why): (state, reason) = (.untried, why)
    }
    leftOut = outcome.leftOut.map(LeftOut.init)
    file = outcome.file?.path
    notices = outcome.notices
  }

  enum CodingKeys: String, CodingKey {
    case name, state, reason, tracks, added, removed, file, notices
    case leftOut = "left_out"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(state, forKey: .state)
    try container.encode(reason, forKey: .reason)
    try container.encode(tracks, forKey: .tracks)
    try container.encode(added, forKey: .added)
    try container.encode(removed, forKey: .removed)
    try container.encode(leftOut, forKey: .leftOut)
    try container.encode(file, forKey: .file)
    try container.encode(notices, forKey: .notices)
  }
}
