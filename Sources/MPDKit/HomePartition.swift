import Synchronization

/// The partition of MPD that a link is in, shared by its connections. One that is removed leaves the default one.
final class HomePartition: Sendable {
  private let current = Mutex(MPDConnection.defaultPartition)

  /// Its name.
  var name: String {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// Opens a connection that lives in it.
  ///
  /// - Parameter open: opens one that lives in the partition of that name, or in the default one.
  func connection(
    _ open: (String) throws(MPDError) -> MPDConnection
  ) throws(MPDError) -> MPDConnection {
    let wanted = name
    let connection = try open(wanted)
    current.withLock { if $0 == wanted { $0 = connection.home } }
    return connection
  }
}
