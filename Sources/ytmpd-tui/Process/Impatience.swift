import Dispatch
import Glibc
import Synchronization

/// What a signal does to a program that is going down already: the first one gives streams no more time, a second one
/// ends it at once.
final class Impatience: Sendable {
  /// How long going down in a hurry may take in all, whatever hangs.
  private static let limit = DispatchTimeInterval.seconds(5)

  private let count = Mutex(0)

  /// Whether there was such a signal.
  var isShown: Bool { count.withLock { $0 > 0 } }

  /// There is one.
  ///
  /// - Parameter hurry: gives streams no more time; must not block.
  func show(_ hurry: () -> Void) {
    let isFirst = count.withLock { count in
      count += 1
      return count == 1
    }
    guard isFirst else { Self.end() }
    hurry()
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) { Self.end() }
  }

  /// Ends the process at once.
  static func end() -> Never { _exit(CommandFailure.Status.interrupted.rawValue) }
}
