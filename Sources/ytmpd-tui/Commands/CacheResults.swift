import ProxyKit
import TrackKit

/// What `cache clear --json` prints. Its JSON is documented, and stays.
struct ClearedListing: Encodable, Equatable {
  var files: Int
  var bytes: Int64
  /// Tracks that are kept, of which something was deleted.
  var kept: Int

  /// What was done.
  var line: String { "\(Wording.count(files, "file")) deleted, \(Wording.bytes(bytes)) freed" }

  /// What a person should know of kept tracks; `nil` when none was touched.
  ///
  /// - Parameter isOwned: whether an instance runs, which downloads them.
  func warning(isOwned: Bool) -> String? {
    guard kept > 0 else { return nil }
    let (tracks, them) = (Wording.count(kept, "kept track"), kept == 1 ? "it" : "them")
    let what = kept == 1 ? "\(tracks) was deleted, too" : "\(tracks) were deleted, too"
    let who =
      isOwned ? "the running instance downloads \(them) again" : "`ytmpd-tui keep` downloads \(them) again"
    return "warning: \(what): \(who); `ytmpd-tui unkeep` lets \(them) go for good"
  }
}

/// What `cache verify --json` prints. Its JSON is documented, and stays.
struct VerifiedListing: Encodable, Equatable {
  var files: Int
  var bytes: Int64
  var damagedBlocks: Int
  var damagedTracks: [String]
  var orphans: Int
  var ok: Bool

  init(_ verification: AudioCacheFolder.Verification) {
    files = verification.checkedFiles
    bytes = verification.bytes
    damagedBlocks = verification.damagedBlocks
    damagedTracks = verification.damagedTracks.map(\.rawValue).sorted()
    orphans = verification.orphans
    ok = verification.damagedBlocks == 0
  }

  enum CodingKeys: String, CodingKey {
    case files, bytes, orphans, ok
    case damagedBlocks = "damaged_blocks"
    case damagedTracks = "damaged_tracks"
  }

  /// A line for each matter.
  var lines: [String] {
    var lines = ["\(Wording.count(files, "file")) checked, \(Wording.bytes(bytes))"]
    if damagedBlocks > 0 {
      lines.append(
        "\(Wording.count(damagedBlocks, "block")) of \(damagedTracks.joined(separator: ", ")) damaged; they are fetched again when somebody hears them"
      )
    }
    if orphans > 0 { lines.append("\(Wording.count(orphans, "leftover")) of abrupt ends removed") }
    return lines
  }
}
