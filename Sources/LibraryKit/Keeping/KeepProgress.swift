import TrackKit

/// What a person who waits for tracks to be downloaded is told.
public enum KeepReport: Sendable, Equatable {
  /// So many of the tracks are there already.
  case begun(total: Int, complete: Int)
  /// One that is being downloaded has come so far.
  case progress(KeptTrack, settled: Int, total: Int)
  /// The `settled`th of `total` tracks is there, or given up.
  case settled(KeptTrack, settled: Int, total: Int)
  /// It has failed, and is tried again.
  case failed(KeptTrack, KeepFailure)
}

/// How far the download of some tracks has come: compares what the library says from time to time.
struct KeepProgress: Sendable {
  private var known: [VideoID: KeptTrack]?

  /// Nothing was looked at yet.
  init() {}

  /// Takes over what the library says now of the tracks.
  ///
  /// - Returns: what is new.
  mutating func take(_ tracks: [KeptTrack]) -> [KeepReport] {
    let total = tracks.count
    defer { known = Dictionary(tracks.map { ($0.id, $0) }) { first, _ in first } }
    guard let known else { return [.begun(total: total, complete: tracks.count(where: \.isComplete))] }
    var settled = tracks.count { $0.isSettled && known[$0.id]?.isSettled == true }
    var reports: [KeepReport] = []
    for track in tracks where track != known[track.id] {
      if track.isSettled {
        guard known[track.id]?.isSettled != true else { continue }
        settled += 1
        reports.append(.settled(track, settled: settled, total: total))
      } else if let failure = track.failure, failure != known[track.id]?.failure {
        reports.append(.failed(track, failure))
      } else if track.audio != known[track.id]?.audio {
        reports.append(.progress(track, settled: settled, total: total))
      }
    }
    return reports
  }
}

/// What became of tracks that were to be downloaded.
public struct KeepOutcome: Sendable, Equatable {
  /// Those that are there.
  public var complete: [KeptTrack] = []
  /// Those that are not.
  public var missing: [KeptTrack] = []

  /// Whether all of them are there.
  public var isComplete: Bool { missing.isEmpty }
  /// Whether nobody has to wait for any of them.
  public var isSettled: Bool { missing.allSatisfy(\.isSettled) }
  /// The bytes of those that are there.
  public var bytes: Int64 { complete.reduce(0) { $0 + ($1.audio?.bytes ?? 0) } }

  init(_ tracks: [KeptTrack]) {
    complete = tracks.filter(\.isComplete)
    missing = tracks.filter { !$0.isComplete }
  }
}
