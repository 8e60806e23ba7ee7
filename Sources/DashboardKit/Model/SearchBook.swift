import TrackKit

/// What was searched for, and what the last search found.
struct SearchBook: Sendable, Equatable {
  /// How many searches are remembered.
  static let limit = 50

  /// The words of earlier searches, the latest first, each once.
  private(set) var history: [String] = []
  /// What the latest search found; `nil` before there was one.
  private(set) var results: SearchResults?
  /// The hits that the library had before they were found.
  private(set) var known: Set<VideoID> = []
  /// What is being looked for.
  private(set) var pending: String?

  /// A search begins.
  mutating func begin(_ words: String) {
    pending = words
    if results?.words != words { (results, known) = (nil, []) }
    history.removeAll { $0 == words }
    history.insert(words, at: 0)
    history.removeLast(max(0, history.count - Self.limit))
  }

  /// Takes what was found. What more of the same found keeps what was known before.
  mutating func take(_ found: SearchResults, in library: TrackLibrary) {
    if pending != found.words { begin(found.words) }
    pending = nil
    let isMore = results?.words == found.words
    let old = Set(isMore ? (results?.hits.map(\.id) ?? []) : [])
    known = (isMore ? known : []).union(
      found.hits.map(\.id).filter { !old.contains($0) && library[$0] != nil })
    results = found
  }

  /// The search for these words brought nothing.
  mutating func end(_ words: String) {
    if pending == words { pending = nil }
  }
}
