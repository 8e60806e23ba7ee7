/// Cuts what comes from a socket into lines, of any length.
///
/// A line longer than ``maximumLength`` loses its end: a song whose title fills pages is no reason to give up the
/// connection, and nobody reads that far.
struct LineBuffer {
  /// The most bytes of a line that are kept.
  static let maximumLength = 8192

  private var lines: [[UInt8]] = []
  private var taken = 0
  private var unfinished: [UInt8] = []
  private var isCut = false

  /// Whether nothing has come that was not taken.
  var isEmpty: Bool { taken == lines.count && unfinished.isEmpty }

  /// Takes over what was read.
  mutating func append(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0A) {
      extend(rest[..<end])
      finishLine()
      rest = rest[(end + 1)...]
    }
    extend(rest)
  }

  /// The next whole line, without its break; `nil` when more must be read first.
  mutating func next() -> [UInt8]? {
    guard taken < lines.count else {
      lines.removeAll(keepingCapacity: true)
      taken = 0
      return nil
    }
    var line: [UInt8] = []
    // Taken out, so that whoever writes to it makes no copy.
    swap(&line, &lines[taken])
    taken += 1
    return line
  }

  private mutating func extend(_ piece: ArraySlice<UInt8>) {
    let room = Self.maximumLength - unfinished.count
    unfinished += piece.prefix(room)
    if piece.count > room { isCut = true }
  }

  private mutating func finishLine() {
    if isCut { removeHalfCharacter() }
    lines.append(unfinished)
    unfinished = []
    isCut = false
  }

  /// Takes away the last character, of which the cut may have left a part.
  private mutating func removeHalfCharacter() {
    while let byte = unfinished.last, byte & 0xC0 == 0x80 { unfinished.removeLast() }
    if let byte = unfinished.last, byte >= 0xC0 { unfinished.removeLast() }
  }
}
