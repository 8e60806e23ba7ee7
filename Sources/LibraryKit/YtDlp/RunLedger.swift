public import FoundationEssentials
import TrackKit

/// Counts the runs of yt-dlp that ask YouTube, and slows work in advance down before YouTube refuses the address: it
/// lets a guest have about 300 videos an hour, an account about 2,000.
///
/// The count is of this process and this start of it: what a restart forgets is an hour old before long. Listeners,
/// and what a person asks for, are counted and never held up.
public struct RunLedger: Sendable, Equatable {
  /// How many runs an hour YouTube is likely to put up with.
  public enum Allowance: Int, Sendable {
    /// Without cookies.
    case guest = 300
    /// With the cookies of an account.
    case account = 2000

    /// What yt-dlp with `arguments` of the user's own gets.
    public init(arguments: [String]) {
      self = UserArguments(arguments).signIn ? .account : .guest
    }
  }

  /// Over how long runs are counted.
  static let span = 3600.0
  /// More than this many are not counted; the answers stay the same.
  private static let most = 10_000

  /// How many there may be.
  public var allowance: Allowance
  /// When the runs began, the latest last.
  private var starts: [Date] = []

  /// A ledger without runs.
  public init(_ allowance: Allowance = .guest) {
    self.allowance = allowance
  }

  /// A run begins.
  public mutating func note(at now: Date) {
    prune(now)
    starts.append(now)
    if starts.count > Self.most { starts.removeFirst() }
  }

  /// How many runs began in the hour before `now`.
  public func count(at now: Date) -> Int { recent(now).count }

  /// Whether work in advance is slowed down.
  public func isSlow(at now: Date) -> Bool { count(at: now) >= freeRuns }

  /// How long work in advance has to wait; `nil` when it may begin.
  ///
  /// Half of the allowance is free. Of the next quarter, runs in advance may have one at a time, so far apart that it
  /// lasts an hour. The last quarter is for listeners alone.
  public func pause(at now: Date) -> Duration? {
    let recent = recent(now)
    guard recent.count >= freeRuns, let last = recent.last else { return nil }
    let quarter = allowance.rawValue / 4
    var until = last.addingTimeInterval(Self.span / Double(quarter))
    let surplus = recent.count - (freeRuns + quarter)
    if surplus >= 0 {
      until = max(until, recent[recent.startIndex + surplus].addingTimeInterval(Self.span))
    }
    let left = until.timeIntervalSince(now)
    return left > 0 ? .seconds(left) : nil
  }

  private var freeRuns: Int { allowance.rawValue / 2 }

  /// The runs of the last hour. Those that are yet to come were noted before the clock was put back.
  private func recent(_ now: Date) -> ArraySlice<Date> {
    let first = starts.firstIndex { $0 > now.addingTimeInterval(-Self.span) } ?? starts.endIndex
    let end = starts.lastIndex { $0 <= now }.map { $0 + 1 } ?? starts.startIndex
    return first < end ? starts[first..<end] : []
  }

  private mutating func prune(_ now: Date) {
    // One look a run, and no copy as long as nothing is to go.
    guard let first = starts.first, let last = starts.last,
      first <= now.addingTimeInterval(-Self.span) || last > now
    else { return }
    starts = Array(recent(now))
  }
}
