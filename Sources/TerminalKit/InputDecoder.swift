import DashboardKit
import TrackKit

/// Turns the bytes of a terminal into keys, uses of the mouse, and pastes; pure, and indifferent to where a slow
/// line cuts them.
struct InputDecoder {
  /// A sequence never ends, or never began: so many bytes are not waited for.
  private static let longestSequence = 4096
  /// A longer paste is a mistake.
  static let pasteLimit = 64 << 10

  private enum Step {
    /// So many bytes mean these keys.
    case keys([Key], Int)
    /// What there is may be the beginning of something.
    case more
  }

  private let sequences: KeySequences
  private var pending: [UInt8] = []
  private var paste: [UInt8]?

  /// A decoder for a terminal whose own sequences are `sequences`.
  init(sequences: KeySequences = KeySequences()) { self.sequences = sequences }

  /// How long what is left may wait for the rest before ``flush()`` makes do with it; `nil` when nothing waits.
  var patience: Duration? {
    if paste != nil { return .seconds(2) }
    return pending.isEmpty ? nil : .milliseconds(40)
  }

  /// The keys that `bytes` complete.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    return Self.joiningURLs(decode(isFinal: false))
  }

  /// The keys that the bytes left over make when nothing follows them.
  mutating func flush() -> [Key] {
    var keys: [Key] = []
    if let text = paste {
      // The end of the paste was lost.
      keys = Self.key(forPasted: text + pending)
      paste = nil
      pending = []
    }
    return keys + decode(isFinal: true)
  }

  private mutating func decode(isFinal: Bool) -> [Key] {
    var keys: [Key] = []
    var start = 0
    while start < pending.count {
      if paste != nil {
        guard let end = takePaste(from: start) else { return keys }
        keys += Self.key(forPasted: paste ?? [])
        paste = nil
        start = end
        continue
      }
      let rest = pending[start...]
      switch step(rest) {
      case .keys(let found, let count):
        keys += found
        start += count
      case .more:
        if rest.count <= Self.longestSequence, !isFinal {
          pending.removeFirst(start)
          return keys
        }
        // What begins like a sequence and does not end is dropped, so that its letters do not act as commands; a lone
        // Escape is the key.
        if rest.count == 1, rest.first == 0x1B { keys.append(.escape) }
        start = pending.count
      }
    }
    pending = []
    return keys
  }

  // MARK: - Pastes

  /// Moves what is pasted out of the bytes that wait.
  ///
  /// - Returns: where what follows the paste begins, `nil` when its end has not come.
  private mutating func takePaste(from start: Int) -> Int? {
    let mark = Array("\u{1B}[201~".utf8)
    let rest = pending[start...]
    let end = rest.indices.first { rest[$0] == 0x1B && rest[$0...].starts(with: mark) }
    // A beginning of the mark at the very end stays until the rest has come.
    let kept = end == nil ? Self.overlap(of: rest, with: mark) : 0
    let text = rest[..<(end ?? (rest.endIndex - kept))]
    if let room = paste.map({ Self.pasteLimit - $0.count }) { paste?.append(contentsOf: text.prefix(room)) }
    guard let end else {
      pending = Array(rest.suffix(kept))
      return nil
    }
    return end + mark.count
  }

  /// How many bytes at the end of `bytes` are a beginning of `mark`.
  private static func overlap(of bytes: ArraySlice<UInt8>, with mark: [UInt8]) -> Int {
    (0..<min(mark.count, bytes.count + 1)).last { bytes.suffix($0).elementsEqual(mark.prefix($0)) } ?? 0
  }

  private static func key(forPasted bytes: [UInt8]) -> [Key] {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.textClass {
      case .blank: text.append(" ")
      case .control: continue
      // What is no UTF-8.
      case .plain where scalar == "\u{FFFD}": continue
      case .plain, .direction: text.append(scalar)
      }
    }
    return text.isEmpty ? [] : [.paste(String(text))]
  }

  /// A URL within one read was not typed: terminals without bracketed paste send it like that.
  private static func joiningURLs(_ keys: [Key]) -> [Key] {
    guard keys.count > 10 else { return keys }
    var joined: [Key] = []
    var run = ""
    func closeRun() {
      let isURL = run.hasPrefix("https://") || run.hasPrefix("http://")
      joined += isURL && run.count > 10 ? [.paste(run)] : run.map(Key.character)
      run = ""
    }
    for key in keys {
      if case .character(let character) = key, character != " " {
        run.append(character)
      } else {
        closeRun()
        joined.append(key)
      }
    }
    closeRun()
    return joined
  }

  // MARK: - Keys

  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Step {
    guard let first = bytes.first else { return .more }
    switch sequences.match(bytes) {
    case .key(let key, let count): return .keys([key], count)
    case .beginning: return .more
    case .none: break
    }
    switch first {
    case 0x1B: return escape(bytes)
    case 0x80...: return character(bytes)
    default: return .keys(Self.control(first).map { [$0] } ?? [], 1)
    }
  }

  private func character(_ bytes: ArraySlice<UInt8>) -> Step {
    let length =
      switch bytes.first ?? 0 {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let whole = bytes.prefix(length)
    let isCutOff = whole.count < length && whole.dropFirst().allSatisfy { (0x80...0xBF).contains($0) }
    if isCutOff { return .more }
    guard length > 1, let text = String(validating: whole, as: UTF8.self),
      let scalar = text.unicodeScalars.first,
      scalar.value >= 0xA0
    else { return .keys([], 1) }
    return .keys([.character(Character(scalar))], length)
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Step {
    guard let second = bytes.dropFirst().first else { return .more }
    switch second {
    case UInt8(ascii: "["): return controlSequence(bytes)
    case UInt8(ascii: "O"):
      guard let final = bytes.dropFirst(2).first else { return .more }
      return .keys(Self.shiftedKey(final).map { [$0] } ?? [], 3)
    // Answers of the terminal: strings up to their terminator.
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      return string(bytes)
    // Escape, and then something else.
    default: return .keys([.escape], 1)
    }
  }

  private func string(_ bytes: ArraySlice<UInt8>) -> Step {
    for index in bytes.indices.dropFirst(2) {
      let text = bytes[bytes.startIndex..<index]
      if bytes[index] == 0x07 { return .keys(Self.answer(text), index - bytes.startIndex + 1) }
      let next = bytes.index(after: index)
      if bytes[index] == 0x1B, next < bytes.endIndex {
        let isEnd = bytes[next] == UInt8(ascii: "\\")
        return .keys(isEnd ? Self.answer(text) : [], index - bytes.startIndex + (isEnd ? 2 : 0))
      }
    }
    return .more
  }

  /// What a terminal says of its ground: `]11;rgb:ffff/ffff/ffff`, with one to four digits a colour.
  private static func answer(_ bytes: ArraySlice<UInt8>) -> [Key] {
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    guard let start = ["]11;rgb:", "]11;rgba:"].first(where: text.hasPrefix) else { return [] }
    let parts = text.dropFirst(start.count).split(separator: "/").prefix(3).map { part -> Double? in
      guard (1...4).contains(part.count), let value = Int(part, radix: 16) else { return nil }
      return Double(value) / Double((1 << (4 * part.count)) - 1)
    }
    guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else { return [] }
    return [.ground(isLight: 0.299 * red + 0.587 * green + 0.114 * blue > 0.5)]
  }

  /// ECMA-48 §5.4: parameters, intermediate bytes, and a final byte.
  private mutating func controlSequence(_ bytes: ArraySlice<UInt8>) -> Step {
    let body = bytes.dropFirst(2)
    // The Linux console's first five function keys.
    if body.first == UInt8(ascii: "[") {
      guard let letter = body.dropFirst().first else { return .more }
      let number = Int(letter) - 0x40
      return .keys((1...5).contains(number) ? [.function(number)] : [], 4)
    }
    guard let end = body.firstIndex(where: { !(0x20...0x3F).contains($0) }) else { return .more }
    let final = bytes[end]
    let count = end - bytes.startIndex + 1
    // A control character breaks a sequence off and counts for itself.
    guard (0x40...0x7E).contains(final) else { return .keys([], count - 1) }
    let text = String(decoding: body[..<end], as: UTF8.self)
    if text.isEmpty, final == UInt8(ascii: "M") {
      // A report of the mouse in the oldest form: three bytes follow.
      let report = Array(bytes.dropFirst(3).prefix(3))
      guard report.count == 3 else { return .more }
      return .keys(MouseReport.event(oldest: report).map { [.mouse($0)] } ?? [], 6)
    }
    if text.hasPrefix("<") {
      let event = MouseReport.event(text.dropFirst(), isRelease: final == UInt8(ascii: "m"))
      return .keys(event.map { [.mouse($0)] } ?? [], count)
    }
    let parameters = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    if final == UInt8(ascii: "~"), parameters.first == 200 {
      paste = []
      return .keys([], count)
    }
    return .keys(Self.key(final: final, parameters: parameters).map { [$0] } ?? [], count)
  }
}
