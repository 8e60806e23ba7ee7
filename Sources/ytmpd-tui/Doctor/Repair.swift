import ControlKit
import FoundationEssentials
import Glibc
import LibraryKit

/// Something that the doctor can put right without harm.
enum Repair: Sendable, Equatable {
  /// Makes a folder.
  case makeFolder(String)
  /// Takes permissions away from others.
  case setMode(path: String, mode: mode_t)
  /// Sets a damaged database aside; the next start makes a new one, which the playlists fill.
  case setAsideDatabase(String)
  /// Removes a control socket whose owner has died.
  case removeStaleSocket(ControlPlace)

  /// What it would do, to be asked.
  var question: String {
    switch self {
    case .makeFolder(let path): "make the folder \(path)"
    case .setMode(let path, let mode): "set the mode of \(path) to \(String(mode, radix: 8))"
    case .setAsideDatabase(let path): "set the damaged \(path) aside, so that the playlists fill a new one"
    case .removeStaleSocket(let place): "remove \(place.socket), whose ytmpd-tui has died"
    }
  }

  /// Does it. Blocks.
  ///
  /// - Returns: what was done.
  /// - Throws: ``CommandFailure`` when it can't be done.
  func carryOut() throws(CommandFailure) -> String {
    switch self {
    case .makeFolder(let path):
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      } catch {
        throw CommandFailure("\(path) can't be made: \(error)")
      }
      return "made \(path)"
    case .setMode(let path, let mode):
      guard chmod(path, mode) == 0 else {
        throw CommandFailure("the mode of \(path) can't be set: \(String(cString: strerror(errno)))")
      }
      return "\(path) has the mode \(String(mode, radix: 8))"
    case .setAsideDatabase(let path):
      do throws(StoreError) {
        guard let aside = try TrackStore.open(path: path).setAside else { return "\(path) is sound" }
        return "the damaged database is at \(aside)"
      } catch {
        throw CommandFailure("\(path): \(error.sentence)")
      }
    case .removeStaleSocket(let place):
      do throws(SocketFault) {
        return try ControlSocket.removeStale(at: place)
          ? "removed \(place.socket)" : "\(place.socket) is in use by now, or gone"
      } catch {
        throw CommandFailure("\(place.socket) can't be removed: \(error.sentence)")
      }
    }
  }
}
