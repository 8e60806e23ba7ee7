public import TrackKit

/// What became of one playlist in a sync.
public struct SyncOutcome: Sendable, Equatable {
  /// How it ended.
  public enum End: Sendable, Equatable {
    /// It was read to its end.
    case read(PlaylistChange)
    /// It was read in part, and the library had nothing better; why not to its end.
    case partial(String)
    /// It could not be read to its end, so the library keeps what it has; why.
    case kept(String)
    /// It could not be read, and the library has nothing of it; why.
    case failed(String)
    /// Another program reads it at the moment.
    case busy
    /// It was not tried any more; why.
    case untried(String)
  }

  /// The playlist's name in the library.
  public var name: String
  /// How it ended.
  public var end: End
  /// How many tracks the library's playlist has now.
  public var tracks = 0
  /// The entries that are no tracks, as far as it was read.
  public var leftOut: [LeftOutEntry] = []
  /// Its file, `nil` when none was written.
  public var file: PlaylistFiles.Written?
  /// What kind of failure kept it from being read to its end; `nil` when it was.
  public var failure: FailureClass?
  /// What the user should know besides, such as that the file could not be written.
  public var notices: [String] = []

  /// Whether the playlist is in the library, and in its file, as it is at YouTube.
  public var isComplete: Bool {
    switch end {
    case .read: notices.isEmpty
    case .busy: true
    case .partial, .kept, .failed, .untried: false
    }
  }

  /// What to say of it: `"42 tracks, 2 new, 1 gone, 3 left out"`, or why there is nothing new.
  public var sentence: String {
    var parts: [String]
    switch end {
    case .read(let change):
      parts = [Wording.count(tracks, "track")]
      // Of a playlist that was not there before, all are new.
      if change.added > 0, change.added < tracks || change.removed > 0 { parts.append("\(change.added) new") }
      if change.removed > 0 { parts.append("\(change.removed) gone") }
      if change.isChanged, change.added + change.removed == 0 { parts.append("another order") }
    case .partial(let reason): return "\(Wording.count(tracks, "track")), but incomplete: \(reason)"
    case .kept(let reason): return "not read, so its \(Wording.count(tracks, "track")) stay: \(reason)"
    case .failed(let reason): return "not read: \(reason)"
    case .busy: return "is being read already"
    case .untried(let reason): return "not tried: \(reason)"
    }
    if let words = LeftOutEntry.summary(leftOut) { parts.append(words) }
    return parts.joined(separator: ", ")
  }
}

extension LeftOutEntry {
  /// `"2 private, 1 deleted left out"`; `nil` when there is nothing to say.
  public static func summary(_ entries: [LeftOutEntry]) -> String? {
    let parts = Reason.allCases.compactMap { reason -> String? in
      let count = entries.count { $0.reason == reason }
      return count > 0 ? "\(count) \(reason.word)" : nil
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + " left out"
  }

  /// What people read: `Artist - Title (private)`.
  public var line: String { "\(name ?? reference) (\(reason.word))" }
}

extension LeftOutEntry.Reason {
  /// The word for it.
  public var word: String {
    switch self {
    case .isPrivate: "private"
    case .deleted: "deleted"
    case .unavailable: "unavailable"
    case .upcoming: "not yet begun"
    case .live: "live"
    case .members: "for members"
    case .premium: "for Premium"
    case .noVideo: "not a video"
    }
  }
}

/// Whether what was read of a playlist takes the place of what the library has. Pure.
enum SyncDecision: Equatable {
  /// It does.
  case replace
  /// It does, though it is only a part: nothing is lost by it.
  case replaceByPart(reason: String)
  /// It does not.
  case keep(reason: String)
  /// There is nothing at all.
  case nothing(reason: String)

  /// - Parameters:
  ///   - listing: what was read.
  ///   - known: the tracks the library has of it, `nil` when it was never read.
  init(_ listing: ListedPlaylist, known: [VideoID]?) {
    let known = known ?? []
    if let problem = listing.problem {
      let ids = Set(listing.entries.map(\.id))
      if listing.entries.isEmpty {
        self =
          known.isEmpty ? .nothing(reason: problem.listingSentence) : .keep(reason: problem.listingSentence)
      } else if known.allSatisfy(ids.contains) {
        self = .replaceByPart(reason: problem.listingSentence)
      } else {
        self = .keep(reason: problem.listingSentence)
      }
    } else if listing.entries.isEmpty, listing.leftOut.isEmpty, listing.nested.isEmpty, !known.isEmpty {
      // Playlists are emptied rarely, and pages without their entries are sent often.
      self = .keep(reason: "it came back empty; if it is, remove it here")
    } else {
      self = .replace
    }
  }
}
