public import FoundationEssentials
public import TrackKit

/// A line of the log as the dashboard shows it.
public struct LogRow: Sendable, Equatable, Codable {
  /// When it was written.
  public var date: Date
  /// How much it matters.
  public var severity: ProxyEvent.Severity
  /// The line without its time and level.
  public var text: String

  /// A line.
  public init(date: Date, severity: ProxyEvent.Severity, text: String) {
    self.date = date
    self.severity = severity
    self.text = text
  }
}

/// The latest lines of the log, oldest first, bounded.
struct LogLines: Sendable, Equatable {
  /// How many lines are kept.
  static let capacity = 2000

  /// A line with a number that no other line has.
  struct Entry: Sendable, Equatable {
    var id: UInt64
    var row: LogRow
  }

  private(set) var rows: [Entry] = []
  private var lastID: UInt64 = 0

  /// Takes lines, oldest first.
  mutating func append(_ new: [LogRow]) {
    for row in new.suffix(Self.capacity) {
      lastID += 1
      rows.append(Entry(id: lastID, row: row))
    }
    rows.removeFirst(max(0, rows.count - Self.capacity))
  }
}
