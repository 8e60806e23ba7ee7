/// A version of yt-dlp: the day of its release, such as `2026.10.26`, and a number for more than one on a day.
public struct YtDlpVersion: Sendable, Comparable, CustomStringConvertible {
  /// The oldest that gets URLs from YouTube: older ones fail with "The page needs to be reloaded".
  public static let oldest = YtDlpVersion([2026, 10, 21])

  private let numbers: [Int]

  private init(_ numbers: [Int]) { self.numbers = numbers }

  /// Reads a version; `nil` for what is none.
  public init?(_ text: String) {
    let numbers = text.split(separator: ".").map { Int($0) }
    guard (3...4).contains(numbers.count), case let known = numbers.compactMap({ $0 }),
      known.count == numbers.count, (1970...9999).contains(known[0]), (1...12).contains(known[1]),
      (1...31).contains(known[2])
    else { return nil }
    self.numbers = known
  }

  /// The version as yt-dlp writes it.
  public var description: String {
    numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ".")
  }

  /// The day of the release, in days since 1970.
  public var day: Int {
    // Years that begin in March have the leap day at their end.
    let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
    let month = (numbers[1] + 9) % 12
    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + numbers[2] - 1 - 719_468
  }

  /// By date.
  public static func < (left: YtDlpVersion, right: YtDlpVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
