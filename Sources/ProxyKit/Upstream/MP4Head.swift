/// In which order a file has what a player needs.
enum MediaLayout: Sendable, Equatable {
  /// A player can begin with the first byte and read on.
  case inOrder
  /// The index comes after the audio: a player has to seek before it can begin.
  case indexBehind
}

/// The boxes that an MP4 file begins with (ISO/IEC 14496-12 §4.2), read as they come, which tell its layout: the index
/// (`moov`) stands before the audio (`mdat`) or behind it.
struct MP4Head: Sendable, Equatable {
  /// What is read at most, in bytes: the boxes before index and audio are short.
  static let longest = 4096

  private var bytes: [UInt8] = []

  /// Boxes that an MP4 file may begin with.
  private static let firstBoxes = ["ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot"]

  /// Whether a file of the media type `contentType` may be MP4; `nil` says nothing about a file.
  static func mayBe(_ contentType: String?) -> Bool {
    guard let contentType else { return true }
    return [
      "audio/mp4", "video/mp4", "application/mp4", "audio/m4a", "audio/x-m4a", "application/octet-stream",
    ].contains(contentType.lowercased())
  }

  /// Reads the next bytes of the file.
  mutating func read(_ next: UnsafeRawBufferPointer) {
    bytes += next.prefix(Self.longest - bytes.count)
  }

  /// The layout, `nil` while more has to be read.
  ///
  /// - Parameter isAll: whether no more will be read, so that it must be decided: a player can seek in any layout.
  func layout(isAll: Bool) -> MediaLayout? {
    var start = 0
    while start + 8 <= bytes.count {
      let name = String(decoding: bytes[(start + 4)..<(start + 8)], as: UTF8.self)
      if start == 0, !Self.firstBoxes.contains(name) { return .inOrder }
      switch name {
      case "moov", "moof": return .inOrder
      case "mdat": return .indexBehind
      default: break
      }
      guard let size = size(ofBoxAt: start) else { break }
      // A size that no box can have: whatever this is, no player needs an index of it.
      guard size >= 8 else { return .inOrder }
      start += Int(min(size, UInt64(Self.longest)))
    }
    return isAll || max(start, bytes.count) >= Self.longest ? .indexBehind : nil
  }

  /// The size of the box that begins at `start`; `nil` when it has not come yet, and for a box up to the end.
  private func size(ofBoxAt start: Int) -> UInt64? {
    func number(at place: Int, bytes count: Int) -> UInt64? {
      guard place + count <= bytes.count else { return nil }
      return bytes[place..<(place + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
    switch number(at: start, bytes: 4) {
    case 0: return .max
    case 1: return number(at: start + 8, bytes: 8)
    case let size: return size
    }
  }
}
