import FoundationEssentials
import TrackKit

/// Decides which of the tracks that are kept is downloaded next, and how long to wait.
///
/// What failed rests, longer each time, and others go on meanwhile. While YouTube refuses requests nothing begins.
struct KeepPlan: Sendable {
  /// What to do.
  enum Decision: Sendable, Equatable {
    /// Download this one.
    case fill(VideoID)
    /// Nothing, before this much time has passed.
    case wait(Duration)
    /// Nothing: all is there or under way, or given up.
    case nothing
  }

  /// Whether what was tried often enough is left alone; else it is tried for as long as it is kept.
  var givesUp: Bool

  /// What to do next.
  ///
  /// - Parameters:
  ///   - tracks: what is to be there, the most wanted one first.
  ///   - underWay: those that are being downloaded.
  ///   - refusedFor: how long YouTube must not be asked; `nil` when it may.
  func decide(
    _ tracks: [KeptTrack], underWay: Set<VideoID>, refusedFor: Duration?, now: Date
  ) -> Decision {
    let wanted = tracks.filter {
      !$0.isComplete && !underWay.contains($0.id) && !(givesUp && $0.failure?.isGivenUp == true)
    }
    guard !wanted.isEmpty else { return .nothing }
    if let refusedFor { return .wait(max(refusedFor, .seconds(1))) }
    if let due = wanted.first(where: { $0.failure?.rests(at: now) != true }) { return .fill(due.id) }
    let first = wanted.compactMap(\.failure?.nextTry).min() ?? now
    return .wait(max(.seconds(first.timeIntervalSince(now)), .seconds(1)))
  }
}
