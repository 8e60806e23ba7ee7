/// How much of MPD's queue is asked for at once.
///
/// MPD hangs up when an answer that was not read yet exceeds its `max_output_buffer_size`, which it does not tell.
struct QueuePages: Equatable {
  /// The most songs of a page. With the 8 MiB that MPD allows by default, 2 KiB are left for each.
  var size = 4096
  /// The queue's length when it was last read.
  var length = 0
  /// The songs that MPD can't tell of: alone, each exceeds what MPD may send.
  var unreadable: Set<MPDSongID> = []

  /// Whether one page will do.
  var isOne: Bool { unreadable.isEmpty && length <= size }
}

/// A way through a range of the queue, page by page, around what MPD can't send.
struct QueueWalk {
  /// The most songs that are left out, before it counts as MPD's refusal to send anything.
  static let mostLeftOut = 64

  /// What is kept for the next walk.
  private(set) var size: Int
  private var position: Int
  private let end: Int
  /// Where the first page that failed ends, and how large pages were before it.
  private var descent: (end: Int, size: Int)?
  private var hasFailedAlone = false
  private var leftOut = 0

  /// A walk over `positions`, with pages of `size` songs at first.
  init(_ positions: Range<Int>, size: Int) {
    position = positions.lowerBound
    end = positions.upperBound
    self.size = max(1, size)
  }

  /// The page to ask for; `nil` at the end.
  var page: Range<Int>? { position < end ? position..<min(end, position + size) : nil }

  /// The page came.
  mutating func succeeded() {
    guard let page else { return }
    go(to: page.upperBound)
    // No single song was to blame: this is as much as MPD can send.
    if let descent, position >= descent.end { self.descent = nil }
  }

  /// MPD hung up instead of sending the page.
  ///
  /// - Returns: the position of a song that is left out, now that it failed by itself, twice.
  mutating func failed() -> Int? {
    guard let page else { return nil }
    if descent == nil { descent = (page.upperBound, size) }
    guard page.count == 1 else {
      size = max(1, page.count / 2)
      return nil
    }
    // MPD may have gone for another reason.
    guard hasFailedAlone else {
      hasFailedAlone = true
      return nil
    }
    go(to: page.upperBound)
    leftOut += 1
    if let descent { size = descent.size }
    descent = nil
    return page.lowerBound
  }

  /// Whether so many songs failed that it can't be theirs.
  var isHopeless: Bool { leftOut > Self.mostLeftOut }

  private mutating func go(to position: Int) {
    self.position = position
    hasFailedAlone = false
  }
}
