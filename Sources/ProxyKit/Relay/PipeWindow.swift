import NIOCore

/// The bytes of one run that a listener may still want, and how far each of its listeners has got.
///
/// The run goes at the pace of the quickest listener. The beginning of a track is kept as long as it is all there, so that
/// others can join; whoever falls back behind what is kept is cut off, but for a live stream, which goes on at now.
struct PipeWindow: Sendable {
  /// The most that is kept, in bytes: about eight minutes of music.
  static let most: Int64 = 8 << 20
  /// How much is read before the quickest listener wants it.
  static let readAhead: Int64 = 256 * 1024

  /// A stretch that came at once.
  private struct Piece: Sendable {
    let offset: Int64
    let bytes: ByteBuffer
    var end: Int64 { offset + Int64(bytes.readableBytes) }
  }

  /// Whether it has no beginning that anybody wants.
  let isLive: Bool
  /// Where a decoder can begin in it (``MediaSignature/alignment``), once that is known.
  var alignment: Int64?
  /// The first byte that is kept.
  private(set) var start: Int64 = 0
  /// How many bytes have come.
  private(set) var end: Int64 = 0
  private var pieces: [Piece] = []
  /// The next byte of each listener.
  private(set) var places: [UInt64: Int64] = [:]

  /// Nothing has come.
  init(isLive: Bool) {
    self.isLive = isLive
  }

  /// More has come.
  mutating func add(_ bytes: ByteBuffer) {
    guard bytes.readableBytes > 0 else { return }
    pieces.append(Piece(offset: end, bytes: bytes))
    end += Int64(bytes.readableBytes)
  }

  /// A listener comes.
  ///
  /// - Returns: whether there is a place to begin; else a run of its own is needed.
  mutating func join(_ listener: UInt64) -> Bool {
    if start == 0, !isLive || end == 0 {
      places[listener] = 0
    } else if isLive, let alignment {
      places[listener] = now(alignment)
    } else {
      return false
    }
    return true
  }

  /// The last place at which a decoder can begin; the next one, when that is gone already.
  private func now(_ alignment: Int64) -> Int64 {
    let last = end - end % alignment
    return last >= start ? last : last + alignment
  }

  /// A listener goes.
  mutating func leave(_ listener: UInt64) {
    places[listener] = nil
  }

  /// The next bytes for a listener; `nil` while there are none.
  mutating func next(for listener: UInt64) -> ByteBuffer? {
    guard let place = places[listener], place < end, let piece = pieces.first(where: { $0.end > place })
    else {
      return nil
    }
    places[listener] = piece.end
    let skipped = Int(max(place - piece.offset, 0))
    return piece.bytes.getSlice(
      at: piece.bytes.readerIndex + skipped, length: piece.bytes.readableBytes - skipped)
  }

  /// Whether a listener has all that has come.
  func hasAll(_ listener: UInt64) -> Bool { places[listener].map { $0 >= end } ?? true }

  /// Whether more should be read.
  var wantsMore: Bool { places.values.max().map { end - $0 < Self.readAhead } ?? false }

  /// The first bytes, at most `count`.
  func beginning(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces where bytes.count < count {
      bytes += piece.bytes.readableBytesView.prefix(count - bytes.count)
    }
    return bytes
  }

  /// Drops what nobody will want.
  ///
  /// - Returns: the listeners that have fallen back too far, and are no longer among them.
  mutating func trim() -> [UInt64] {
    guard isLive || end > Self.most else { return [] }
    let first = max(0, end - Self.most)
    var lost: [UInt64] = []
    for (listener, place) in places where place < first {
      if isLive, let alignment {
        places[listener] = now(alignment)
      } else {
        places[listener] = nil
        lost.append(listener)
      }
    }
    let needed = places.values.min() ?? end
    pieces.removeAll { $0.end <= needed }
    start = pieces.first?.offset ?? end
    return lost.sorted()
  }
}
