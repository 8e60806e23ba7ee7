import ConfigurationKit
import Glibc
import LibraryKit
import ProxyKit
import TrackKit

/// Looks at the folder of the cache of audio. Blocks.
enum CacheProbe {
  static func facts(_ configuration: Configuration, isServed: Bool) -> CacheCheck.Facts {
    let path = configuration.cacheDirectory
    var facts = CacheCheck.Facts(
      path: path, limit: configuration.cacheSize, state: AudioCacheFolder.state(at: path),
      folder: FolderFacts(at: path), isServed: isServed)
    var status = stat()
    if stat(path, &status) == 0 { facts.isPublic = status.st_mode & 0o077 != 0 }
    facts.free = free(at: path)
    do throws(StoreError) {
      let store = try TrackStore.open(
        path: configuration.trackDatabase, access: .readOnly, busyTimeout: .seconds(2)
      ).store
      facts.used = try store.localAudio().values.reduce(0) { $0 + ($1.audio?.bytes ?? 0) }
    } catch {
      // The check of the database says what is wrong with it; without one nothing is listed.
    }
    return facts
  }

  /// The room in the nearest folder that exists.
  private static func free(at path: String) -> Int64? {
    var place = path
    var status = statvfs()
    while statvfs(place, &status) != 0 {
      guard errno == ENOENT, let above = FolderFacts.parent(of: place) else { return nil }
      place = above
    }
    return Int64(clamping: status.f_bavail).multipliedReportingOverflow(by: Int64(clamping: status.f_frsize))
      .partialValue
  }
}
