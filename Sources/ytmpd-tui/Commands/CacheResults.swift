import ProxyKit
import TrackKit

/// What `cache clear --json` prints. Its JSON is documented, and stays.
struct ClearedListing: Encodable, Equatable {
  var files: Int
  var bytes: Int64
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
