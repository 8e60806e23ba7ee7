import ProxyKit
import TrackKit

/// Judges the cache of audio.
enum CacheCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// `cache_directory`.
    var path: String
    /// `cache_size` in bytes; 0 for no cache.
    var limit: Int64
    /// How the folder is.
    var state: AudioCacheFolder.State
    /// The folder, or the nearest one there is above it.
    var folder: FolderFacts
    /// Whether others may look into it.
    var isPublic = false
    /// How many bytes this user may still write there; `nil` when that is not known.
    var free: Int64?
    /// How many bytes are there already.
    var used: Int64 = 0
    /// Who serves at the configured port, as far as that is known: a relay of this program owns the folder then.
    var isServed = false
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.limit > 0 else { return [.ok(.cache, "off: cache_size is 0")] }
    let cure = "give this user write permission, or set cache_directory"
    let size = "\(Wording.bytes(facts.used)) of \(Wording.bytes(facts.limit)) used"
    switch facts.state {
    case .unusable(let reason): return [.error(.cache, "\(facts.path) can't be used: \(reason)", cure: cure)]
    case .missing:
      guard case .missing(canBeMade: true) = facts.folder.state else {
        return [.error(.cache, "\(facts.path) does not exist and can't be made", cure: cure)]
      }
    case .inUse where !facts.isServed:
      return [
        .warning(
          .cache, "\(facts.path): \(size); another program uses it, so that one started here has no cache",
          cure: "end the other one, or set cache_directory")
      ]
    case .free, .inUse: break
    }
    if facts.isPublic {
      return [
        .warning(
          .cache, "\(facts.path): others may see what was heard", cure: "chmod 700 the directory")
      ]
    }
    guard let free = facts.free else { return [.ok(.cache, "\(facts.path): \(size)")] }
    let text = "\(facts.path): \(size), \(Wording.bytes(free)) free"
    guard free >= facts.limit - min(facts.used, facts.limit) else {
      return [
        .warning(
          .cache, "\(text): there is no room for all of cache_size", cure: "make room, or set cache_size")
      ]
    }
    return [.ok(.cache, facts.state == .missing ? "\(text); it is made at the first start" : text)]
  }
}
