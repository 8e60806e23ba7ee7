import Synchronization

/// What the user wants of the library at the moment. From any thread.
final class LibraryWishes: Sendable {
  private let current: Mutex<LibraryOptions>

  init(_ options: LibraryOptions) { current = Mutex(options) }

  var options: LibraryOptions {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}
