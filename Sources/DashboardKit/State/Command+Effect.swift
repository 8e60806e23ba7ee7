import TrackKit

extension Command {
  /// How far the seek keys go, in seconds.
  static let seekStep = 10.0
  /// What the volume keys add, in percent.
  static let volumeStep = 5

  /// Names besides the commands' own, for what is typed with something behind it.
  static let shortNames: [String: Command] = [
    "seek": .seekForward, "volume": .louder, "vol": .louder, "theme": .nextTheme, "find": .search,
    "f": .filter, "a": .add, "w": .search,
  ]

  /// What was typed behind a command's name is nothing that it takes; the sentence says what is, without a full stop.
  struct ArgumentProblem: Error, Equatable {
    let sentence: String
  }

  /// What it has the player do, whatever is selected; `nil` for what is none of the player's.
  var playerEffect: Effect? {
    switch self {
    case .togglePause: .togglePause
    case .next: .next
    case .previous: .previous
    case .seekForward: .seek(by: Self.seekStep)
    case .seekBack: .seek(by: -Self.seekStep)
    case .louder: .changeVolume(by: Self.volumeStep)
    case .softer: .changeVolume(by: -Self.volumeStep)
    case .toggle(let option): .toggle(option)
    default: nil
    }
  }

  /// The same with what was typed behind its name: a place in the song, or a volume. A sign in front of either says by how
  /// much it is to change.
  ///
  /// - Returns: `nil` for what takes no such thing.
  /// - Throws: ``ArgumentProblem``.
  func playerEffect(_ argument: String) throws(ArgumentProblem) -> Effect? {
    let sign = argument.first.flatMap { $0 == "+" ? 1 : $0 == "-" ? -1 : nil }
    let rest = sign == nil ? argument : String(argument.dropFirst())
    switch self {
    case .seekForward, .seekBack:
      guard let seconds = Self.seconds(rest) else {
        throw ArgumentProblem(
          sentence: "Type a position, such as 1:30 or 90, or how far to go, such as +10 or -10")
      }
      return sign.map { .seek(by: Double($0) * seconds) } ?? .seekTo(seconds)
    case .louder, .softer:
      guard rest.allSatisfy(\.isNumber), let percent = Int(rest),
        (0...100).contains(percent)
      else {
        throw ArgumentProblem(
          sentence: "Type a volume from 0 to 100, or how much to add to it, such as +5 or -5")
      }
      return sign.map { .changeVolume(by: $0 * percent) } ?? .setVolume(percent)
    default: return nil
    }
  }

  /// The seconds in `90`, `1:30` or `1:02:03`.
  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
      part.allSatisfy(\.isNumber) ? Int(part) : nil
    }
    guard (1...3).contains(parts.count) else { return nil }
    var total = 0
    for part in parts {
      guard let part, (0..<1_000_000).contains(part) else { return nil }
      total = total * 60 + part
    }
    return Double(total)
  }
}
